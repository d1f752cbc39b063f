"""People and programs take the seats of actors, in a race that the same compiled rules carry on."""
