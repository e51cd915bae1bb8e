# fish completion for aai-capture; written by `make completions`

complete -c aai-capture -f
complete -c aai-capture -s q -l quiet -d 'Say nothing but errors'
complete -c aai-capture -s v -l verbose -d 'Say more; repeat for more still'
complete -c aai-capture -l version -d 'Show the version'
complete -c aai-capture -s h -l help -d 'Show help information'
