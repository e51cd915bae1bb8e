# fish completion for aai-format; written by `make completions`

complete -c aai-format -f
complete -c aai-format -l speaker -x -d 'Call a speaker by name; repeatable'
complete -c aai-format -l timestamps -x -a 'audio none' -d 'text, partials: begin each line with its time in the audio, or not'
complete -c aai-format -l time-format -x -a 'clock seconds milliseconds' -d 'text, partials: how times are written'
complete -c aai-format -l mark-below -x -d 'text: put words less certain than this in brackets'
complete -c aai-format -l wrap -x -d 'text: wrap lines at this width'
complete -c aai-format -l color -x -a 'auto always never' -d 'partials: dim what may still change'
complete -c aai-format -l json -d 'summary: print one JSON object'
complete -c aai-format -l max-line-width -x -d 'srt, vtt: columns of a caption\'s line (42)'
complete -c aai-format -l max-line-count -x -d 'srt, vtt: lines of a caption (2)'
complete -c aai-format -s q -l quiet -d 'Say nothing but errors'
complete -c aai-format -s v -l verbose -d 'Say more; repeat for more still'
complete -c aai-format -l version -d 'Show the version'
complete -c aai-format -s h -l help -d 'Show help information'
complete -c aai-format -n '__fish_is_nth_token 1' -a 'text partials summary srt vtt tsv csv'
complete -c aai-format -F
