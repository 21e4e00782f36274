"""Reviews: a period's figures as one document, and what is made of it for screen, paper and workbook."""
