"""People, legal persons and housing: what the libraries know, searched and read with a trace."""
