enum WPlaceholder {}
