"""The official Python packages against aai-serve. The first argument says what to do; the result is JSON."""

import asyncio
import enum
import json
import sys
import typing

import assemblyai.streaming.v3 as v3
from assemblyai.streaming.v3 import models
from pydantic import BaseModel


def fields():
    """Every event, parameter and message of the package with its fields, and what its enums hold."""
    kinds = {name: kind for name, kind in vars(models).items() if isinstance(kind, type)}
    return {
        "models": {name: sorted(kind.model_fields) for name, kind in kinds.items()
                   if issubclass(kind, BaseModel) and kind is not BaseModel},
        "enums": {name: sorted(str(member.value) for member in kind) for name, kind in kinds.items()
                  if issubclass(kind, enum.Enum) and kind is not enum.Enum},
        "codes": sorted(models.RealTimeErrorCodes),
    }


# A value for each parameter the package has.
VALUES = {
    "sample_rate": 16000, "encoding": "pcm_s16le", "end_of_turn_confidence_threshold": 0.5,
    "min_end_of_turn_silence_when_confident": 200, "min_turn_silence": 200,
    "max_turn_silence": 900, "vad_threshold": 0.3, "format_turns": True,
    "keyterms_prompt": ["C++", "Ærø havn"], "filter_profanity": True, "prompt": "About pumps.",
    "agent_context": "Which line?", "interruption_delay": 100, "turn_left_pad_ms": 50,
    "language_codes": ["en"], "session_heartbeat": True, "acknowledge_silence": True,
    "language_code": "en", "language_detection": True, "domain": "medical-v1",
    "inactivity_timeout": 30, "webhook_url": "http://127.0.0.1:9/", "webhook_auth_header_name": "X-A",
    "webhook_auth_header_value": "b",
    "llm_gateway": {"model": "m", "messages": [{"role": "user", "content": "{{turn}}"}],
                    "max_tokens": 9},
    "speaker_labels": True, "speaker_labels_revision_interval_ms": 120000, "max_speakers": 2,
    "voice_focus": "near-field", "voice_focus_threshold": 0.5,
    "noise_suppression_model": "far-field", "noise_suppression_threshold": 0.5,
    "continuous_partials": True, "customer_support_audio_capture": True,
    "include_partial_turns": True, "redact_pii": True, "redact_pii_policies": ["person_name"],
    "redact_pii_sub": "hash", "mode": "balanced",
}
COMPANIONS = {"voice_focus_threshold": {"voice_focus": "near-field"},
              "noise_suppression_threshold": {"noise_suppression_model": "far-field"}}
CHUNK = bytes(1600)


def parameters(**given):
    return v3.RealTimeParameters(**{"sample_rate": 16000, **given})


class Log:
    """What a client's handlers were told."""

    def __init__(self, client):
        self.events = []
        for event in v3.RealTimeEvents:
            client.on(event, lambda _, told, name=event.name: self.events.append((name, told)))

    @property
    def names(self):
        return [name for name, _ in self.events]

    @property
    def finals(self):
        return [told.transcript for name, told in self.events if name == "Turn" and told.end_of_turn]

    def of(self, name):
        return [told for kind, told in self.events if kind == name]


def options(host, **given):
    return v3.RealTimeTranscriberOptions(**{"api_host": host, "api_key": "key",
                                            "connect_timeout": 10, **given})


def run_sync(host, chunks=60, after=None, **given):
    client = v3.RealTimeTranscriber(options(host))
    log = Log(client)
    client.connect(parameters(**given))
    if log.of("Error"):
        return log
    client.stream(CHUNK for _ in range(chunks))
    if after:
        after(client)
    client.disconnect(terminate=True)
    return log


async def run_async(host, chunks=60, after=None, **given):
    client = v3.AsyncRealTimeTranscriber(options(host))
    log = Log(client)
    await client.connect(parameters(**given))
    if not log.of("Error"):
        await client.stream([CHUNK] * chunks)
        if after:
            await after(client)
        await client.disconnect(terminate=True)
    return log


def told(log):
    return {"events": log.names, "finals": log.finals,
            "errors": [str(error) for error in log.of("Error")]}


def each_parameter(host):
    """Every parameter by itself, on the model that takes it."""
    missing = sorted(set(v3.RealTimeParameters.model_fields) - set(VALUES) - {"speech_model"})
    if missing:
        return {"unknown": missing}
    answers = {}
    for name, value in VALUES.items():
        given = {"speech_model": "universal-3-6-pro", **COMPANIONS.get(name, {}), name: value}
        answers[name] = told(run_sync(host, chunks=10, **given))
    return answers


async def each_parameter_async(host):
    """The same, all at once."""
    given = [{"speech_model": "universal-3-6-pro", **COMPANIONS.get(name, {}), name: value}
             for name, value in VALUES.items()]
    logs = await asyncio.gather(*(run_async(host, chunks=10, **one) for one in given))
    return dict(zip(VALUES, map(told, logs)))


async def all_at_once(host):
    """One session for each model, beside each other."""
    names = [model.value for model in v3.SpeechModel]
    logs = await asyncio.gather(*(run_async(host, speech_model=name) for name in names))
    return dict(zip(names, map(told, logs)))


def updates(host):
    """Everything that may change while a session runs."""
    given = {name: VALUES[name] for name in v3.RealTimeSessionParameters.model_fields}

    def change(client):
        client.set_params(v3.RealTimeSessionParameters(**given))
        client.keep_alive()
        client.force_endpoint()
        client.stream(CHUNK for _ in range(80))

    log = run_sync(host, chunks=40, after=change, speech_model="universal-3-6-pro")
    return {**told(log), "silences": [[s.start_ms, s.end_ms] for s in log.of("Silence")]}


async def async_updates(host):
    given = {name: VALUES[name] for name in v3.RealTimeSessionParameters.model_fields}

    async def change(client):
        await client.set_params(v3.RealTimeSessionParameters(**given))
        await client.keep_alive()
        await client.force_endpoint()
        await client.stream([CHUNK] * 80)

    return told(await run_async(host, chunks=40, after=change, speech_model="universal-3-6-pro"))


def warnings(host):
    log = run_sync(host, chunks=5, speech_model="universal-3-6-pro", domain="medical-v1",
                   language_codes=["ja"])
    return [[w.warning_code, w.warning] for w in log.of("Warning")]


def several(host):
    """Threads, each with a session of its own."""
    import concurrent.futures
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        logs = pool.map(lambda _: run_sync(host, speech_model="u3-rt-pro"), range(4))
        return [told(log) for log in logs]


def token(host):
    """Needs TLS: the package asks for tokens over https alone."""
    client = v3.RealTimeTranscriber(options(host))
    secret = client.create_temporary_token(60, 120)
    other = v3.RealTimeTranscriber(options("wss://" + host, api_key=None, token=secret))
    log = Log(other)
    other.connect(parameters(speech_model="u3-rt-pro"))
    other.stream([CHUNK] * 10)
    other.disconnect(terminate=True)
    return told(log)


def gladia_fields():
    """What may be asked of Gladia, as paths, and the types of the messages its package knows."""
    from dataclasses import fields as members, is_dataclass
    from gladiaio_sdk.v2.live import generated_types as types

    def names(kind):
        return [member.name for member in members(kind) if not member.name.startswith("_")]

    def paths(kind, prefix=""):
        hints = typing.get_type_hints(kind)
        for name in names(kind):
            yield prefix + name
            for part in nested(hints[name]):
                yield from paths(part, prefix + name + ".")

    def nested(hint):
        if is_dataclass(hint):
            return [hint]
        return [part for inner in typing.get_args(hint) for part in nested(inner)]

    messages = [kind for name, kind in vars(types).items()
                if name.startswith("LiveV2") and name.endswith("Message") and is_dataclass(kind)
                and not name.startswith(("LiveV2Callback", "LiveV2Webhook", "LiveV2Unknown"))]
    said = [typing.get_args(typing.get_type_hints(kind)["type"])[0] for kind in messages]
    return {"request": sorted(set(paths(types.LiveV2InitRequest))), "messages": sorted(said),
            "report": sorted(names(types.LiveV2Response)),
            "page": sorted(names(types.LiveV2ListResponse))}


def gladia(base, region=None):
    """Starts a session, joins it by its URL from a second client, then asks for what is left of it."""
    from gladiaio_sdk import GladiaClient
    from gladiaio_sdk.v2.live.types import LiveV2ConnectSessionOptions
    client = GladiaClient(api_key="key", api_url=base, region=region).live_v2()
    everything = {flag: True for flag in
                  ("receive_partial_transcripts", "receive_final_transcripts",
                   "receive_speech_events", "receive_lifecycle_events", "receive_acknowledgments")}
    request = {"sample_rate": 16000, "messages_config": everything,
               "custom_metadata": {"line": "2"},
               "realtime_processing": {
                   "custom_spelling": True,
                   "custom_spelling_config": {"spelling_dictionary": {"moaning": ["morning"]}}}}
    import httpx
    grant = httpx.post(base + "/v2/live", json=request, headers={"x-gladia-key": "key"}).json()
    session = client.connect_session(LiveV2ConnectSessionOptions(
        id=grant["id"], url=grant["url"], created_at=grant["created_at"]))
    messages = []
    session.on("message", messages.append)
    session.wait_until_ready(10)
    for _ in range(100):
        session.send_audio(CHUNK)
    session.stop_recording()
    session.join(20)
    report = client.get(grant["id"])
    page = client.list({"limit": 1, "status": ["done", "error"]})
    audio = client.get_file(grant["id"])
    return {"types": [message.type for message in messages],
            "finals": [m.data.utterance.text for m in messages
                       if m.type == "transcript" and m.data.is_final],
            "report": [report.id == grant["id"], report.version, report.kind, report.status,
                       report.custom_metadata, report.file.audio_duration,
                       report.result.transcription.full_transcript],
            "listed": [item.id == grant["id"] for item in page.items], "next": page.next,
            "audio": [audio[:4].decode(), len(audio)],
            "deleted": client.delete(grant["id"]),
            "left": len(client.list().items)}


async def gladia_async(base):
    """A session from its request to its end, all through the package."""
    from gladiaio_sdk import GladiaClient
    client = GladiaClient(api_key="key", api_url=base).live_v2_async()
    session = client.start_session({"sample_rate": 16000})
    messages = []
    session.on("message", messages.append)
    ended = asyncio.get_running_loop().create_future()
    session.on("ended", lambda end: ended.done() or ended.set_result(end.code))
    connected = asyncio.get_running_loop().create_future()
    session.on("connected", lambda _: connected.done() or connected.set_result(None))
    name = await session.get_session_id()
    await asyncio.wait_for(connected, 20)
    for _ in range(100):
        session.send_audio(CHUNK)
    session.stop_recording()
    code = await asyncio.wait_for(ended, 20)
    report = await client.get(name)
    return {"code": code, "status": report.status,
            "finals": [m.data.utterance.text for m in messages
                       if m.type == "transcript" and m.data.is_final]}


task = globals()[sys.argv[1]]
result = task(*sys.argv[2:])
if asyncio.iscoroutine(result):
    result = asyncio.run(result)
json.dump(result, sys.stdout)
