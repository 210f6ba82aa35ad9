"""What leaves the house or comes in as files: hand-over, figures, exports, paper, reports."""
