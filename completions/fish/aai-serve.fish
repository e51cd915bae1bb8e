# fish completion for aai-serve; written by `make completions`

complete -c aai-serve -f
complete -c aai-serve -s q -l quiet -d 'Say nothing but errors'
complete -c aai-serve -s v -l verbose -d 'Say more; repeat for more still'
complete -c aai-serve -l version -d 'Show the version'
complete -c aai-serve -s h -l help -d 'Show help information'
