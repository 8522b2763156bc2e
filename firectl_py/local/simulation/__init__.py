"""What happens while time passes: training, scaling, batches, bills."""
