"""The endpoints. Each asks who is there, calls the domain once and gives its answer on."""
