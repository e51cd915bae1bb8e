# fish completion for aai-format; written by `make completions`

complete -c aai-format -f
complete -c aai-format -s q -l quiet -d 'Say nothing but errors'
complete -c aai-format -s v -l verbose -d 'Say more; repeat for more still'
complete -c aai-format -l version -d 'Show the version'
complete -c aai-format -s h -l help -d 'Show help information'
