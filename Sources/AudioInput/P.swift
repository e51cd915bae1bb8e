enum AudioInputPlaceholder {}
