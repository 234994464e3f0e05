"""A ticket printer to develop against: the same bytes over the same transports, started explicitly."""
