# fish completion for aai-stream; written by `make completions`

complete -c aai-stream -f
complete -c aai-stream -s q -l quiet -d 'Say nothing but errors.'
complete -c aai-stream -s v -l verbose -d 'Say more; repeat for more still.'
complete -c aai-stream -l version -d 'Show the version.'
complete -c aai-stream -s h -l help -d 'Show help information.'
