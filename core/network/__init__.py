"""The BP network: transfer functions, start, training, baselines. Knows nothing of customers."""
