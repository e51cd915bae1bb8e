/*
 * An ALSA capture device for tests: paced in real time by a timer, and going wrong when told to.
 *
 * A sample's value is the number of its frame since the device was first started, counted by the
 * clock whatever happens to the device: 1 + frame % 30000 on every channel. So a recording says
 * when each of its frames really was, and only silence is zero.
 *
 *   pcm.x { type faulty  rate 16000  channels 1  step 1  faults "overrun 8000 250, vanish 32000" }
 *   pcm.y { type faulty  refuses 16 }
 *
 * Its position moves in steps of so many frames. With an errno in "refuses" it does not open, with
 * one in "breaks" it cannot be set up.
 *
 * overrun F MS    at frame F the device stops, and takes MS to start again
 * suspend F MS    at frame F the device sleeps; it cannot resume where it stopped, and takes MS to
 *                 start again
 * doze F MS       at frame F the device sleeps, and resumes MS after it was told to
 * stall F         nothing comes after frame F
 * vanish F        the device is gone after frame F
 * fail F          reading frame F is an I/O error
 * silence F MS    zeros from frame F on, for MS
 */
#define _GNU_SOURCE
#include <alsa/asoundlib.h>
#include <alsa/pcm_external.h>
#include <stdint.h>
#include <sys/timerfd.h>
#include <time.h>

enum kind { OVERRUN, SUSPEND, DOZE, STALL, VANISH, SILENCE, FAIL };

struct fault {
  enum kind kind;
  int64_t frame;
  int64_t milliseconds;
};

struct faulty {
  snd_pcm_ioplug_t io;
  unsigned rate;
  int64_t step;
  struct fault faults[64];
  int count, next;
  int64_t silent_from, silent_to;
  int64_t first_start, start; /* ns; 0 before the first start */
  int64_t base;               /* the clock's frame that is this start's frame 0 */
  int64_t slow_start; /* ms */
  int64_t asleep;     /* ns; 0 while awake, or when it cannot resume */
  int breaks;
};

static int64_t now(void)
{
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static int64_t frames(struct faulty *device, int64_t nanoseconds)
{
  return (int64_t)((__int128)nanoseconds * device->rate / 1000000000);
}

/* The frames captured since this start, without regard to faults. */
static int64_t captured(struct faulty *device)
{
  int64_t count = frames(device, now() - device->start);
  return count - count % device->step;
}

static int faulty_start(snd_pcm_ioplug_t *io)
{
  struct faulty *device = io->private_data;
  if (device->slow_start) usleep(device->slow_start * 1000);
  device->slow_start = 0;
  device->start = now();
  if (!device->first_start) device->first_start = device->start;
  device->base = frames(device, device->start - device->first_start);
  int64_t tick = (int64_t)io->period_size * 1000000000 / device->rate;
  struct itimerspec timer = {
    .it_interval = { tick / 1000000000, tick % 1000000000 },
    .it_value = { tick / 1000000000, tick % 1000000000 },
  };
  return timerfd_settime(io->poll_fd, 0, &timer, NULL);
}

static int faulty_stop(snd_pcm_ioplug_t *io)
{
  struct itimerspec off = { 0 };
  return timerfd_settime(io->poll_fd, 0, &off, NULL);
}

static snd_pcm_sframes_t faulty_pointer(snd_pcm_ioplug_t *io)
{
  struct faulty *device = io->private_data;
  int64_t read = io->appl_ptr;
  int64_t there = captured(device);
  struct fault *fault = device->next < device->count ? &device->faults[device->next] : NULL;
  int64_t until = fault ? fault->frame - device->base : INT64_MAX;
  if (fault && there >= until) {
    switch (fault->kind) {
    case OVERRUN:
      device->next++;
      device->slow_start = fault->milliseconds;
      return -EPIPE;
    case DOZE:
    case SUSPEND:
      device->next++;
      if (fault->kind == DOZE) device->asleep = now();
      device->slow_start = fault->milliseconds;
      snd_pcm_ioplug_set_state(io, SND_PCM_STATE_SUSPENDED);
      there = until;
      break;
    case VANISH:
      there = until;
      if (read >= until) snd_pcm_ioplug_set_state(io, SND_PCM_STATE_DISCONNECTED);
      break;
    case STALL:
      there = until;
      break;
    case SILENCE:
      device->next++;
      device->silent_from = fault->frame;
      device->silent_to = fault->frame + fault->milliseconds * device->rate / 1000;
      break;
    case FAIL: /* The pointer can say no error but an overrun. */
      break;
    }
  }
  if (there - read >= (int64_t)io->buffer_size) return -EPIPE;
  return there % io->buffer_size;
}

static snd_pcm_sframes_t faulty_transfer(
  snd_pcm_ioplug_t *io, const snd_pcm_channel_area_t *areas, snd_pcm_uframes_t offset,
  snd_pcm_uframes_t size)
{
  struct faulty *device = io->private_data;
  if (device->next < device->count && device->faults[device->next].kind == FAIL) {
    int64_t left = device->faults[device->next].frame - device->base - (int64_t)io->appl_ptr;
    if (left <= 0) return -EIO;
    if ((int64_t)size > left) size = left;
  }
  int16_t *samples = (int16_t *)((char *)areas->addr + areas->first / 8 + offset * areas->step / 8);
  for (snd_pcm_uframes_t frame = 0; frame < size; frame++) {
    int64_t number = device->base + io->appl_ptr + frame;
    int silent = number >= device->silent_from && number < device->silent_to;
    for (unsigned channel = 0; channel < io->channels; channel++)
      *samples++ = silent ? 0 : 1 + number % 30000;
  }
  return size;
}

static int faulty_revents(
  snd_pcm_ioplug_t *io, struct pollfd *descriptors, unsigned count, unsigned short *events)
{
  uint64_t ticks;
  if (count) (void)!read(io->poll_fd, &ticks, sizeof ticks);
  *events = count ? descriptors->revents : 0;
  return 0;
}

/* What passed during its sleep is lost. */
static int faulty_resume(snd_pcm_ioplug_t *io)
{
  struct faulty *device = io->private_data;
  if (!device->asleep) return -ENOSYS;
  usleep(device->slow_start * 1000);
  device->slow_start = 0;
  int64_t slept = now() - device->asleep;
  device->asleep = 0;
  device->start += slept;
  device->base += frames(device, slept);
  snd_pcm_ioplug_set_state(io, SND_PCM_STATE_RUNNING);
  return 0;
}

static int faulty_prepare(snd_pcm_ioplug_t *io)
{
  struct faulty *device = io->private_data;
  return -device->breaks;
}

static int faulty_close(snd_pcm_ioplug_t *io)
{
  close(io->poll_fd);
  free(io->private_data);
  return 0;
}

static const snd_pcm_ioplug_callback_t callbacks = {
  .start = faulty_start,
  .stop = faulty_stop,
  .pointer = faulty_pointer,
  .transfer = faulty_transfer,
  .poll_revents = faulty_revents,
  .prepare = faulty_prepare,
  .resume = faulty_resume,
  .close = faulty_close,
};

static int parse_faults(struct faulty *device, const char *text)
{
  static const char *names[] = {
    "overrun", "suspend", "doze", "stall", "vanish", "silence", "fail"
  };
  while (*text && device->count < 64) {
    char name[16];
    long long frame = 0, milliseconds = 0;
    if (sscanf(text, " %15[a-z] %lld %lld", name, &frame, &milliseconds) < 2) return -EINVAL;
    int kind = 0;
    while (kind < 7 && strcmp(name, names[kind])) kind++;
    if (kind == 7) return -EINVAL;
    device->faults[device->count++] = (struct fault){ kind, frame, milliseconds };
    text += strcspn(text, ",");
    if (*text) text++;
  }
  return 0;
}

SND_PCM_PLUGIN_DEFINE_FUNC(faulty)
{
  (void)root;
  struct faulty *device = calloc(1, sizeof *device);
  if (!device) return -ENOMEM;
  long rate = 16000, channels = 1, step = 1, refuses = 0, breaks = 0;
  const char *faults = "";
  snd_config_iterator_t item, following;
  snd_config_for_each(item, following, conf) {
    snd_config_t *entry = snd_config_iterator_entry(item);
    const char *id;
    if (snd_config_get_id(entry, &id) < 0) continue;
    if (!strcmp(id, "rate")) snd_config_get_integer(entry, &rate);
    if (!strcmp(id, "channels")) snd_config_get_integer(entry, &channels);
    if (!strcmp(id, "step")) snd_config_get_integer(entry, &step);
    if (!strcmp(id, "refuses")) snd_config_get_integer(entry, &refuses);
    if (!strcmp(id, "breaks")) snd_config_get_integer(entry, &breaks);
    if (!strcmp(id, "faults")) snd_config_get_string(entry, &faults);
  }
  device->rate = rate;
  device->step = step;
  device->breaks = breaks;
  int error = refuses ? -refuses : parse_faults(device, faults);
  if (error < 0) goto failed;
  device->io.version = SND_PCM_IOPLUG_VERSION;
  device->io.name = "Faulty device";
  device->io.callback = &callbacks;
  device->io.private_data = device;
  device->io.flags = SND_PCM_IOPLUG_FLAG_MONOTONIC;
  device->io.poll_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  device->io.poll_events = POLLIN;
  error = snd_pcm_ioplug_create(&device->io, name, stream, mode);
  if (error < 0) goto failed;
  /* ALSA's converters want to map what is below them. */
  static const unsigned accesses[] = {
    SND_PCM_ACCESS_RW_INTERLEAVED, SND_PCM_ACCESS_MMAP_INTERLEAVED
  };
  static const unsigned formats[] = { SND_PCM_FORMAT_S16_LE };
  snd_pcm_ioplug_set_param_list(&device->io, SND_PCM_IOPLUG_HW_ACCESS, 2, accesses);
  snd_pcm_ioplug_set_param_list(&device->io, SND_PCM_IOPLUG_HW_FORMAT, 1, formats);
  snd_pcm_ioplug_set_param_minmax(&device->io, SND_PCM_IOPLUG_HW_CHANNELS, channels, channels);
  snd_pcm_ioplug_set_param_minmax(&device->io, SND_PCM_IOPLUG_HW_RATE, rate, rate);
  snd_pcm_ioplug_set_param_minmax(&device->io, SND_PCM_IOPLUG_HW_PERIOD_BYTES, 32, 1 << 20);
  snd_pcm_ioplug_set_param_minmax(&device->io, SND_PCM_IOPLUG_HW_PERIODS, 2, 1024);
  *pcmp = device->io.pcm;
  return 0;
failed:
  free(device);
  return error;
}

SND_PCM_PLUGIN_SYMBOL(faulty);
