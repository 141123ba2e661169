"""What several stages ask of text: marks, words, sentences, quotations, trees."""
