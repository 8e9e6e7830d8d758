"""Where things are: boroughs, postcodes, names, search, map layers and tiles."""
