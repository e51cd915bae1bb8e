# fish completion for aai-token; written by `make completions`

complete -c aai-token -f
complete -c aai-token -s q -l quiet -d 'Say nothing but errors'
complete -c aai-token -s v -l verbose -d 'Say more; repeat for more still'
complete -c aai-token -l version -d 'Show the version'
complete -c aai-token -s h -l help -d 'Show help information'
