internal import Membership
