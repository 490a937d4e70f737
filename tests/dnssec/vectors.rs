//! What the RFCs give to check one's own code against.

use where_it_broke::dns::dnssec::{
    Check, Ds, Key, Signature, crypto, fits, lower, signed_octets, verify,
};
use where_it_broke::dns::record::Rrset;
use where_it_broke::dns::{Name, Record, zonefile};

fn record(text: &str) -> Record {
    zonefile::record(&format!("$TTL 3600\n{text}\n"), &Name::root()).unwrap()
}

/// Whether the signature over one record fits the key.
fn check(key: &str, data: &str, rrsig: &str) -> Check {
    let (key, data, rrsig) = (record(key), record(data), record(rrsig));
    let key = Key::parse(&key.rdata).unwrap();
    let signature = Signature::parse(&rrsig.rdata).unwrap();
    assert_eq!(key.tag, signature.tag);
    let rrset = Rrset {
        rtype: data.rtype,
        ttl: data.ttl,
        rdata: vec![data.rdata.clone()],
    };
    let signed = signed_octets(&signature, &data.name, &rrset).unwrap();
    let mut spoilt = signed.clone();
    *spoilt.last_mut().unwrap() ^= 1;
    let bad = verify(signature.algorithm, &key.public, &spoilt, &signature.octets);
    assert_eq!(bad, Check::Bad);
    verify(signature.algorithm, &key.public, &signed, &signature.octets)
}

fn names(ds: &str, key: &str) -> bool {
    let (ds, key) = (record(ds), record(key));
    let digest = Ds::parse(&ds.rdata).unwrap();
    fits(&digest, &key.name, &Key::parse(&key.rdata).unwrap()) == Some(true)
}

#[test]
fn rfc4034_5_4_ds_by_sha1() {
    let key = "dskey.example.com. 86400 IN DNSKEY 256 3 5 AQOeiiR0GOMYkDshWoSKz9XzfwJr1AYtsmx3TGkJaNXVbfi/2pHm822aJ5iI9BMzNXxeYCmZDRD99WYwYqUSdjMmmAphXdvxegXd/M5+X7OrzKBaMbCVdFLUUh6DhweJBjEVv5f2wwjM9XzcnOf+EPbtG9DMBmADjFDc2w/rljwvFw==";
    let ds = "dskey.example.com. 86400 IN DS 60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118";
    assert_eq!(Key::parse(&record(key).rdata).unwrap().tag, 60485);
    assert!(names(ds, key));
    assert!(!names(&ds.replace("2BB1", "2BB2"), key));
}

#[test]
fn rfc6605_6_1_ecdsa_p256() {
    let key = "example.net. 3600 IN DNSKEY 257 3 13 GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA==";
    let ds = "example.net. 3600 IN DS 55648 13 2 b4c8c1fe2e7477127b27115656ad6256f424625bf5c1e2770ce6d6e37df61d17";
    let data = "www.example.net. 3600 IN A 192.0.2.1";
    let rrsig = "www.example.net. 3600 IN RRSIG A 13 3 3600 20100909100439 20100812100439 55648 example.net. qx6wLYqmh+l9oCKTN6qIc+bw6ya+KJ8oMz0YP107epXAyGmt+3SNruPFKG7tZoLBLlUzGGus7ZwmwWep666VCw==";
    assert!(names(ds, key));
    assert_eq!(check(key, data, rrsig), Check::Good);
}

#[test]
fn rfc6605_6_2_ecdsa_p384() {
    let key = "example.net. 3600 IN DNSKEY 257 3 14 xKYaNhWdGOfJ+nPrL8/arkwf2EY3MDJ+SErKivBVSum1w/egsXvSADtNJhyem5RCOpgQ6K8X1DRSEkrbYQ+OB+v8/uX45NBwY8rp65F6Glur8I/mlVNgF6W/qTI37m40";
    let ds = "example.net. 3600 IN DS 10771 14 4 72d7b62976ce06438e9c0bf319013cf801f09ecc84b8d7e9495f27e305c6a9b0563a9b5f4d288405c3008a946df983d6";
    let data = "www.example.net. 3600 IN A 192.0.2.1";
    let rrsig = "www.example.net. 3600 IN RRSIG A 14 3 3600 20100909102025 20100812102025 10771 example.net. /L5hDKIvGDyI1fcARX3z65qrmPsVz73QD1Mr5CEqOiLP95hxQouuroGCeZOvzFaxsT8Glr74hbavRKayJNuydCuzWTSSPdz7wnqXL5bdcJzusdnI0RSMROxxwGipWcJm";
    assert!(names(ds, key));
    assert_eq!(check(key, data, rrsig), Check::Good);
}

#[test]
fn rfc8080_6_1_ed25519() {
    let key = "example.com. 3600 IN DNSKEY 257 3 15 l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4=";
    let ds = "example.com. 3600 IN DS 3613 15 2 3aa5ab37efce57f737fc1627013fee07bdf241bd10f3b1964ab55c78e79a304b";
    let data = "example.com. 3600 IN MX 10 mail.example.com.";
    let rrsig = "example.com. 3600 IN RRSIG MX 15 2 3600 1440021600 1438207200 3613 example.com. oL9krJun7xfBOIWcGHi7mag5/hdZrKWw15jPGrHpjQeRAvTdszaPD+QLs3fx8A4M3e23mRZ9VrbpMngwcrqNAg==";
    assert!(names(ds, key));
    assert_eq!(check(key, data, rrsig), Check::Good);
}

#[test]
fn rfc5702_6_1_rsa_sha256() {
    let key = "example.net. 3600 IN DNSKEY 256 3 8 AwEAAcFcGsaxxdgiuuGmCkVImy4h99CqT7jwY3pexPGcnUFtR2Fh36BponcwtkZ4cAgtvd4Qs8PkxUdp6p/DlUmObdk=";
    let data = "www.example.net. 3600 IN A 192.0.2.91";
    let rrsig = "www.example.net. 3600 IN RRSIG A 8 3 3600 20300101000000 20000101000000 9033 example.net. kRCOH6u7l0QGy9qpC9l1sLncJcOKFLJ7GhiUOibu4teYp5VE9RncriShZNz85mwlMgNEacFYK/lPtPiVYP4bwg==";
    assert_eq!(check(key, data, rrsig), Check::Good);
}

#[test]
fn rfc5155_appendix_a_hashes() {
    let salt = [0xaa, 0xbb, 0xcc, 0xdd];
    for (name, hash) in [
        ("example.", "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom"),
        ("a.example.", "35mthgpgcu1qg68fab165klnsnk3dpvl"),
        ("ai.example.", "gjeqe526plbf1g8mklp59enfd789njgi"),
        ("ns1.example.", "2t7b4g4vsa5smi47k61mv5bv1a22bojr"),
        ("*.w.example.", "r53bq7cc2uvmubfu5ocmm6pers9tk9en"),
    ] {
        let octets = crypto::nsec3_hash(&lower(&name.parse().unwrap()), &salt, 12).unwrap();
        let text = domain::utils::base32::encode_string_hex(&octets);
        assert_eq!(text.to_lowercase(), hash, "{name}");
    }
}

#[test]
fn rfc4034_6_2_names_are_signed_in_lower_case() {
    let rrsig = record(
        "www.example.net. 3600 IN RRSIG MX 13 3 3600 20100909100439 20100812100439 55648 EXAMPLE.net. qx6w",
    );
    let signature = Signature::parse(&rrsig.rdata).unwrap();
    let octets = |owner: &str, data: &str| {
        let data = record(&format!("{owner} 3600 IN MX {data}"));
        let rrset = Rrset {
            rtype: data.rtype,
            ttl: 3600,
            rdata: vec![data.rdata],
        };
        signed_octets(&signature, &data.name, &rrset).unwrap()
    };
    assert_eq!(
        octets("WWW.Example.net.", "10 Mail.EXAMPLE.net."),
        octets("www.example.net.", "10 mail.example.net.")
    );
}

#[test]
fn rfc4035_5_2_an_algorithm_that_is_not_known_is_unsupported() {
    assert_eq!(verify(250, &[], &[], &[]), Check::Unsupported);
    assert!(!crypto::supports(250));
}
