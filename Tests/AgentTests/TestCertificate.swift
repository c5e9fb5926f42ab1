/// A certificate of `localhost` that vouches for itself until 2120, and its key. Both are for tests alone: nobody else
/// trusts it. Made with `openssl ca -selfsign`.
enum TestCertificate {
    static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBYjCCAQegAwIBAgIBATAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
        c3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBQxEjAQBgNVBAMM
        CWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABCZDKnUimUkSpZHd
        UZumXEo7IJukOEutmBSa/SBgVemyIMjaJiyV4uiHR5hI49YdGIMVnZyA3gYWjn9C
        XbYbb2CjSDBGMBQGA1UdEQQNMAuCCWxvY2FsaG9zdDAPBgNVHRMBAf8EBTADAQH/
        MB0GA1UdDgQWBBRzka7hXRvQOSQuDFBdcecW9OoYmjAKBggqhkjOPQQDAgNJADBG
        AiEAlOmT7VeyJJK9rd78zLwMFtGGFJ78KYtc4tjBCKIIB74CIQCO2O2ucq4BgS5b
        kNgND2IfKcH2ONKefhnvf3G77Z/UAQ==
        -----END CERTIFICATE-----
        """

    static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgfW+I1RPXJMnw+6F6
        zgR6H/PAKyr4No/N3RiEHXKXlGihRANCAAQmQyp1IplJEqWR3VGbplxKOyCbpDhL
        rZgUmv0gYFXpsiDI2iYsleLoh0eYSOPWHRiDFZ2cgN4GFo5/Ql22G29g
        -----END PRIVATE KEY-----
        """
}
