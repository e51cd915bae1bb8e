# fish completion for aai-recognize; written by `make completions`

complete -c aai-recognize -f
complete -c aai-recognize -s r -l sample-rate -x -d 'Samples per second of raw input, 8000 to 96000. (default: 16000)'
complete -c aai-recognize -s e -l encoding -x -a 'pcm_s16le pcm_mulaw opus ogg_opus aac' -d 'Encoding of the input. (default: pcm_s16le)'
complete -c aai-recognize -l min-turn-silence -x -d 'Silence that ends a turn which sounds complete'
complete -c aai-recognize -l max-turn-silence -x -d 'Silence that ends any turn'
complete -c aai-recognize -l hmm -x -a '(__fish_complete_directories)' -d 'Acoustic model'
complete -c aai-recognize -l lm -x -F -d 'Statistical language model'
complete -c aai-recognize -l dict -x -F -d 'Pronouncing dictionary'
complete -c aai-recognize -l tee -x -F -d 'Append every line to a file or FIFO as well'
complete -c aai-recognize -s q -l quiet -d 'Say nothing but errors'
complete -c aai-recognize -s v -l verbose -d 'Say more; repeat for more still'
complete -c aai-recognize -l version -d 'Show the version'
complete -c aai-recognize -s h -l help -d 'Show help information'
complete -c aai-recognize -F
