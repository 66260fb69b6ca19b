"""Links without times: accounts that share rare traces, and moments or amounts as well."""

from clearwater.detect.links.crowd import Crowd
from clearwater.detect.links.partners import Partners, Partnership
from clearwater.detect.links.shared_rarely import PairsSharing, pairs_sharing

__all__ = ["Crowd", "PairsSharing", "Partners", "Partnership", "pairs_sharing"]
