"""The same text again: near-duplicates in Chinese, English and mixed text, and what they share."""

from clearwater.detect.texts.base import Alike
from clearwater.detect.texts.clusters import TextClusters, cluster_texts, text_clusters
from clearwater.detect.texts.normaliser import normalised

__all__ = ["Alike", "TextClusters", "cluster_texts", "normalised", "text_clusters"]
