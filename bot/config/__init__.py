"""config.yaml and the environment become settings: what there is to set, read and checked."""
