"""The weekly report as PDF, workbook and CSV: renderings of one JSON document, which is the truth.

Nothing is counted here. What a document does not say, no form of it says.
"""
