"""An answer, or chosen decisions, as a file that can be printed, filed or cited from."""
