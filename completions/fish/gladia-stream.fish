# fish completion for gladia-stream; written by `make completions`

complete -c gladia-stream -f
complete -c gladia-stream -s q -l quiet -d 'Say nothing but errors'
complete -c gladia-stream -s v -l verbose -d 'Say more; repeat for more still'
complete -c gladia-stream -l version -d 'Show the version'
complete -c gladia-stream -s h -l help -d 'Show help information'
