"""The trainer's studio: prepare the starting situation, demonstrate, get a draft; try it, see its proof."""
