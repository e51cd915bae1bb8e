# fish completion for aai-capture; written by `make completions`

complete -c aai-capture -f
complete -c aai-capture -s D -l device -x -d 'ALSA PCM name to capture from'
complete -c aai-capture -s r -l rate -x -d 'Sampling rate in Hz, 8000 to 96000'
complete -c aai-capture -s c -l channels -x -d 'Channels, interleaved on stdout'
complete -c aai-capture -s f -l format -x -a 's16le mulaw' -d 'Sample format: s16le or mulaw'
complete -c aai-capture -s F -l period-time -x -d 'Time between two deliveries of the device; bare numbers are microseconds'
complete -c aai-capture -s B -l buffer-time -x -d 'How much the device keeps; bare numbers are microseconds. (default: 500ms, at least 4 periods)'
complete -c aai-capture -s d -l duration -x -d 'Stop after this much sound; bare numbers are seconds'
complete -c aai-capture -s q -l quiet -d 'Say nothing but errors'
complete -c aai-capture -s v -l verbose -d 'Say more; repeat for more still'
complete -c aai-capture -l version -d 'Show the version'
complete -c aai-capture -s h -l help -d 'Show help information'
