//! What the types that NSEC and NSEC3 records list of their owner say (RFC 4034 section 4.1.2, RFC 5155 section 3.2.1).

use crate::dns::{Name, Rtype};

/// Whether an owner with these types has neither such data nor an alias, and the record that says so is from the side of the
/// cut that has a say (RFC 6840 section 4.4 and RFC 4035 section 5.2 for NSEC, RFC 5155 sections 8.5 and 8.6 for NSEC3).
pub(super) fn lack(types: &[Rtype], owner: &Name, rtype: Rtype) -> bool {
    let has = |rtype| types.contains(&rtype);
    if has(rtype) || (has(Rtype::CNAME) && rtype != Rtype::CNAME) {
        return false;
    }
    if rtype == Rtype::DS {
        // The child's own word about its DS records counts for nothing; the root has no parent.
        !has(Rtype::SOA) || owner.depth() == 0
    } else {
        !are_above_a_cut(types)
    }
}

/// Whether nothing can be said about the names below an owner with these types: they are the child's, or elsewhere (RFC 6840
/// section 4.1, RFC 5155 section 8.3).
pub(super) fn hide_what_is_below(types: &[Rtype]) -> bool {
    are_above_a_cut(types) || types.contains(&Rtype::DNAME)
}

/// The parent's side of a cut.
fn are_above_a_cut(types: &[Rtype]) -> bool {
    types.contains(&Rtype::NS) && !types.contains(&Rtype::SOA)
}
