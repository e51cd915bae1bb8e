# fish completion for aai-recognize; written by `make completions`

complete -c aai-recognize -f
complete -c aai-recognize -s q -l quiet -d 'Say nothing but errors'
complete -c aai-recognize -s v -l verbose -d 'Say more; repeat for more still'
complete -c aai-recognize -l version -d 'Show the version'
complete -c aai-recognize -s h -l help -d 'Show help information'
