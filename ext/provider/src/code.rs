//! What something is decided by when an operation fails: one code per cause, and one table of what is said and done about it.

/// What kind of failure it is for ManageIQ, whose status of credentials says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reaction {
    /// Somebody has to give other credentials, or change what the user may do.
    Invalid,
    /// There is no way to the server.
    Unreachable,
    /// Anything else; it may heal by itself.
    Error,
}

impl Reaction {
    /// As Ruby's symbol.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::Unreachable => "unreachable",
            Self::Error => "error",
        }
    }
}

/// One line of the table: `Variant "name" Reaction, cause, remedy;`. Causes end the sentence of an error; remedies are whole
/// sentences.
macro_rules! codes {
    ($($(#[$doc:meta])+ $code:ident $name:literal $reaction:ident, $cause:expr, $remedy:expr;)+) => {
        /// Why an operation failed, as far as something is decided by it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Code {
            $($(#[$doc])+ $code,)+
        }

        impl Code {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$code,)+];

            /// As Ruby's symbol.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$code => $name,)+ }
            }

            /// What kind of failure it is for ManageIQ.
            pub const fn reaction(self) -> Reaction {
                match self { $(Self::$code => Reaction::$reaction,)+ }
            }

            /// What is known about the cause beyond the server's words; `None` where the error says it all.
            pub const fn cause(self) -> Option<&'static str> {
                match self { $(Self::$code => $cause,)+ }
            }

            /// What to do about it; `{missing}` and `{port}` stand for what [`crate::Error::missing`] gives, the latter without the
            /// `lrp` that OVN puts before the router's side of a port.
            pub const fn remedy(self) -> &'static str {
                match self { $(Self::$code => $remedy,)+ }
            }
        }
    };
}

const ENGINE: &str = "No matter of user or password: the provider cannot ask the engine who the user is. Look whether the engine runs, \
    and compare ovirt-host, ovirt-ca-file and the ovirt-sso settings in the provider's configuration (below \
    /etc/ovirt-provider-ovn/conf.d) with it.";
const FIREWALL: &str = "Check name, route and firewall (ports 35357 and 9696), and with systemctl status ovirt-provider-ovn on its host \
    that it runs.";
const RENEW: &str = "Renew the certificate with engine-setup on the engine, which makes it with SHA-256 and 2048 bits. If it is the engine's CA, \
    give the new one to whoever trusts it.";
const ELSE: &str = "Something else listens there: compare the URL with provider-host and the ports in the provider's configuration (below \
    /etc/ovirt-provider-ovn/conf.d).";
const BROKE: &str = "The provider, or a proxy before it, broke off. If it stays so, /var/log/ovirt-provider-ovn.log or the proxy's log says why.";
const LOG: &str = "/var/log/ovirt-provider-ovn.log on the provider's host says why.";
const PLUGIN: &str = "Set auth-plugin in the provider's configuration (below /etc/ovirt-provider-ovn/conf.d), and restart ovirt-provider-ovn.";
const SERVED: &str = "Which user it serves says auth-plugin in the provider's configuration (below /etc/ovirt-provider-ovn/conf.d on the \
    engine): AuthorizationByUserName that of ovirt-admin-user-name, AuthorizationByGroup the members of the group that \
    ovirt-admin-group-attribute-name and -value name, AuthorizationByRole who has ovirt-admin-role-id. Give such a user.";

codes! {
    // The engine refuses the user: `is_rejection`.

    /// User or password are wrong.
    WrongPassword "wrong_password" Invalid, Some("user or password are wrong"),
        "Check password and profile: the user is written with it, admin@internal or, where oVirt uses Keycloak, \
         admin@ovirt@internalsso.";
    /// The user was given without a profile, or with one that the engine does not have.
    ProfileUnknown "profile_unknown" Invalid, Some("the engine has no such profile"),
        "Write the user with its profile: admin@internal or, where oVirt uses Keycloak, admin@ovirt@internalsso.";
    /// The account is locked or disabled.
    AccountLocked "account_locked" Invalid, Some("the account is locked or disabled"),
        "Correct the password wherever a wrong one is stored, then unlock the account: ovirt-aaa-jdbc-tool user unlock NAME on the \
         engine, or in the directory that has it. A lock ends an hour after the last failed login, and each try renews it.";
    /// The account has expired.
    AccountExpired "account_expired" Invalid, Some("the account has expired"),
        "Extend it: ovirt-aaa-jdbc-tool user edit NAME --account-valid-to=DATE on the engine, or in the directory that has it.";
    /// The password has expired.
    PasswordExpired "password_expired" Invalid, Some("the password has expired"),
        "Give the user a new password in oVirt, such as with ovirt-aaa-jdbc-tool user password-reset NAME on the engine, and then here.";
    /// The engine refused the login in words that are not known.
    LoginDenied "login_denied" Invalid, Some("the engine refused the login"),
        "Check user, profile and password; engine.log on the engine says more.";
    /// The provider does not serve the user.
    UserNotServed "user_not_served" Invalid, Some(
        "it does not serve this user, or does not accept the token, by its auth-plugin: ovirt-admin-user-name, \
         ovirt-admin-group-attribute-value or ovirt-admin-role-id in its configuration"), SERVED;
    /// These credentials were refused before, and were not sent again.
    RejectedBefore "rejected_before" Invalid, None,
        "Correct user or password, or what the engine has against them. Then validate or refresh it, which tries them at once.";

    // Between the provider and the engine

    /// The engine cannot reach its LDAP servers.
    DirectoryUnreachable "directory_unreachable" Error, Some(
        "no matter of user or password: the engine cannot reach the directory that has the user"),
        "No matter of user or password: look at the directory servers (LDAP) of the user's profile; engine.log on the engine says more.";
    /// The engine cannot log the user in at Keycloak.
    KeycloakFailed "keycloak_failed" Error, Some(
        "no matter of user or password: the engine could not ask Keycloak for a login"),
        "No matter of user or password: look whether Keycloak runs, and at the EXTERNAL_OIDC settings of the engine; engine.log on the \
         engine says more.";
    /// The engine does not know the provider's client id.
    ClientUnknown "client_unknown" Error, Some(
        "no matter of user or password: the engine does not know oVirt's network provider; compare ovirt-sso-client-id and \
         ovirt-sso-client-secret in its configuration with the engine"), ENGINE;
    /// The engine does not trust the provider's client id.
    ClientUntrusted "client_untrusted" Error, Some(
        "no matter of user or password: the engine does not trust oVirt's network provider as a client of its single sign-on; look at \
         ovirt-sso-client-id in its configuration, and register it again with engine-setup"), ENGINE;
    /// The provider's client secret is not the engine's.
    ClientSecret "client_secret" Error, Some(
        "no matter of user or password: the engine refuses oVirt's network provider; compare ovirt-sso-client-id and \
         ovirt-sso-client-secret in its configuration with the engine"), ENGINE;
    /// The engine does not know the token, or not any more.
    TokenUnknown "token_unknown" Error, Some(
        "no matter of user or password: the engine does not know a token that it has just given; compare ovirt-host in the provider's \
         configuration with the engine, and the clocks"), ENGINE;
    /// The provider does not accept the token, and says nothing.
    TokenRefused "token_refused" Error, Some("it does so for a token that it does not accept"), ENGINE;
    /// The engine's single sign-on failed.
    SsoFailed "sso_failed" Error, Some(
        "no matter of user or password: the engine's single sign-on failed; engine.log and server.log on the engine say why"), ENGINE;
    /// The provider cannot reach the engine.
    SsoUnreachable "sso_unreachable" Error, Some(
        "oVirt's network provider cannot reach the engine: look at ovirt-host and ovirt-ca-file in its configuration, and whether the \
         engine runs"), ENGINE;
    /// The provider does not trust the engine's certificate.
    SsoUntrusted "sso_untrusted" Error, Some(
        "oVirt's network provider cannot reach the engine, as it does not trust its certificate: look at ovirt-ca-file and ovirt-host in \
         its configuration"), ENGINE;
    /// The engine does not answer the provider in time.
    SsoTimeout "sso_timeout" Error, Some(
        "oVirt's network provider cannot reach the engine in time: look at the engine, and at ovirt-host and ovirt-auth-timeout in its \
         configuration"), ENGINE;
    /// The engine's web server answers the provider in place of the single sign-on.
    SsoNotThere "sso_not_there" Error, Some(
        "oVirt's network provider cannot reach the engine's single sign-on: the engine is restarting, or look at ovirt-host, ovirt-base \
         and ovirt-ca-file in its configuration"), ENGINE;
    /// What answers the provider is no single sign-on.
    SsoUnreadable "sso_unreadable" Error, Some(
        "oVirt's network provider cannot reach the engine's single sign-on, something else answers: look at ovirt-host and ovirt-base in \
         its configuration, and whether the engine has started"), ENGINE;
    /// The answer to the provider has no token.
    SsoNoToken "sso_no_token" Error, Some(
        "oVirt's network provider got no token from the engine's single sign-on: look at ovirt-host and ovirt-base in its configuration"),
        ENGINE;
    /// The plugin AuthorizationByRole on Python 3.
    PluginBroken "plugin_broken" Error, Some(
        "the auth-plugin AuthorizationByRole of oVirt's network provider cannot work with its Python: take another in its configuration, \
         such as AuthorizationByUserName"), PLUGIN;
    /// The plugin does not find the user's profile.
    PluginProfile "plugin_profile" Error, Some(
        "the auth-plugin of oVirt's network provider does not find that in what the engine's single sign-on says of the user, as \
         AuthorizationByRole does not for a profile of Keycloak: take another in its configuration, such as AuthorizationByUserName"),
        PLUGIN;

    // Between here and the provider

    /// The host's name is not known here.
    UnknownName "unknown_name" Unreachable, None,
        "Correct it in the provider's URL (in oVirt: Administration, Providers), or let the name server that is asked here know it.";
    /// Nobody answers at host and port.
    Unreachable "unreachable" Unreachable, None, FIREWALL;
    /// The proxy, or the provider through it, cannot be reached.
    ProxyUnreachable "proxy_unreachable" Unreachable, None,
        "Check that the proxy runs and lets you through, or use none: in ManageIQ the setting http_proxy.ovirt_net names it, in the \
         command --proxy or OVIRT_NET_PROXY.";
    /// TLS is asked of a server that has none.
    NoTls "no_tls" Unreachable, None, "The URL says https, and the provider has https-enabled=false: correct one of them.";
    /// TLS is not asked of a server that has it.
    OnlyTls "only_tls" Unreachable, None, "The URL says http, and the provider has https-enabled=true: correct one of them.";
    /// The server took the request and stayed silent.
    Silent "silent" Unreachable, None,
        "The provider serves one request at a time. Look at its load and its log (/var/log/ovirt-provider-ovn.log); if it is that slow, \
         raise the read timeout.";
    /// The connection broke.
    ConnectionBroke "connection_broke" Unreachable, None, BROKE;
    /// The network service of the catalog cannot be reached, though Keystone can.
    ServiceUnreachable "service_unreachable" Unreachable, None,
        "The name is that of provider-host in the provider's configuration (below /etc/ovirt-provider-ovn/conf.d): give one there that is \
         known here, and see that the port is open.";

    // The provider's certificate, and its TLS

    /// It is valid no more.
    CertificateExpired "certificate_expired" Error, None,
        "Renew the provider's certificate with engine-setup on the engine. It does not expire with the engine's.";
    /// It is not valid before a time that has not come.
    CertificateNotYetValid "certificate_not_yet_valid" Error, None, "The clock here or on the engine is wrong.";
    /// It is for another host.
    CertificateWrongName "certificate_wrong_name" Error, None,
        "The URL in oVirt has another name than the certificate: correct it there, or edit the host name of the network manager.";
    /// Its issuer is not among those that are trusted.
    CertificateUnknownIssuer "certificate_unknown_issuer" Error, None,
        "Give the engine's CA, /etc/pki/ovirt-engine/ca.pem on the engine: to the oVirt provider or the network manager in ManageIQ, as --ca \
         or OVIRT_NET_CA to this command.";
    /// A CA of this engine is trusted, but not the one that has issued the certificate, or it has expired.
    CertificateReplacedCa "certificate_replaced_ca" Error, None,
        "The provider's certificate is of another CA than the one that is trusted, or that one has expired: give the engine's present CA, \
         /etc/pki/ovirt-engine/ca.pem on the engine, to the oVirt provider or the network manager in ManageIQ, as --ca or OVIRT_NET_CA to \
         this command.";
    /// Its signature, or that of a CA above it, is made with a digest that is not accepted any more, such as SHA-1.
    CertificateWeakSignature "certificate_weak_signature" Error, None, RENEW;
    /// Its key, or that of a CA above it, is too short.
    CertificateShortKey "certificate_short_key" Error, None, RENEW;
    /// What has issued it is not a CA.
    CertificateNotACa "certificate_not_a_ca" Error, None,
        "Give the certificate of a CA, such as /etc/pki/ovirt-engine/ca.pem on the engine. If the provider has a certificate of another CA, \
         that one has to be made anew with CA:TRUE and keyCertSign.";
    /// It is for something else than a server.
    CertificateWrongPurpose "certificate_wrong_purpose" Error, None,
        "Give the provider a certificate for servers (extendedKeyUsage serverAuth): engine-setup on the engine makes one, and ssl-cert-file \
         in the provider's configuration (below /etc/ovirt-provider-ovn/conf.d) names it.";
    /// It is not accepted for another reason, which OpenSSL names.
    CertificateRefused "certificate_refused" Error, None,
        "Look at the certificate with openssl x509 -noout -text, and renew it with engine-setup on the engine.";
    /// The server speaks no version of TLS that is accepted.
    TlsTooOld "tls_too_old" Error, None,
        "Update the provider and its Python, or what stands before it: TLS 1.0 and 1.1 are not accepted.";

    // This system

    /// There is no thread, file or memory left.
    ResourceLimit "resource_limit" Error, None,
        "Raise the limits of this service, such as LimitNOFILE, LimitNPROC and TasksMax of its systemd unit, or of the container.";

    // Answers

    /// There is no Keystone at the URL.
    NoKeystone "no_keystone" Error, Some("that is no Keystone: look at authentication_url"),
        "Something else answers there. The Keystone of oVirt's network provider has port 35357, if nobody has changed that \
         (keystone-port): correct the URL in oVirt (Administration, Providers), which its API calls authentication_url.";
    /// The catalog has no network service.
    NoNetworkService "no_network_service" Error, None,
        "Something else answers there. The Keystone of oVirt's network provider has port 35357, if nobody has changed that \
         (keystone-port): correct the URL in oVirt (Administration, Providers), which its API calls authentication_url.";
    /// The catalog's URL of the network service is none.
    CatalogUrl "catalog_url" Error, None,
        "The name is that of provider-host in the provider's configuration (below /etc/ovirt-provider-ovn/conf.d): give one there that is \
         known here, and see that the port is open.";
    /// There is no such list.
    ListUnknown "list_unknown" Error, None, ELSE;
    /// There is no such path, other than that of a list.
    PathUnknown "path_unknown" Error, Some("there is no such path: look at the network service's URL in the service catalog"), ELSE;
    /// The object is not there any more.
    Gone "gone" Error, Some("it is not there any more: refresh the network provider"), "Refresh the network provider.";
    /// The server leads elsewhere.
    Redirected "redirected" Error, None,
        "Something else listens there, such as a web server: give the URL that it names, as far as that is Keystone's.";
    /// OVN has a port group of another.
    ForeignPortGroup "foreign_port_group" Error, Some(
        "OVN has a port group that this provider did not make, such as one of ovn-nbctl or of another client; it lists no security groups \
         until that is gone"),
        "Remove the port group that the provider did not make, with ovn-nbctl pg-del. ovn-nbctl --columns=name,external_ids list Port_Group \
         shows those that have no ovirt_revision_number.";
    /// OVN has no port groups.
    NoPortGroups "no_port_groups" Error, Some("its OVN is older than security groups"), LOG;
    /// The release was made before the list, or OVN was; other lists are given.
    NoSuchList "no_such_list" Error, None,
        "The provider had it before: if it was replaced by an older release, update it. If that is to stay, remove the network manager from \
         ManageIQ, which deletes what is stored, and refresh the oVirt provider, which adds it again.";
    /// A rule refers to a security group that is gone.
    MissingGroup "missing_group" Error, None,
        "A rule refers to a security group that was deleted, and the provider lists no groups until that rule is gone: ovn-nbctl --bare \
         --columns=_uuid find ACL external_ids:ovirt_remote_group_id={missing} shows its id, and DELETE /v2.0/security-group-rules/ID at the \
         provider deletes it.";
    /// The port of a router's gateway is gone.
    MissingGateway "missing_gateway" Error, None,
        "The port of a router's gateway is gone from OVN, and the provider neither lists, changes nor deletes its router until that gateway \
         is taken away in OVN: ovn-nbctl find Logical_Router external_ids:ovirt_gateway_port={missing} shows the router, ovn-nbctl remove \
         Logical_Router ROUTER external_ids ovirt_gateway_port takes the gateway away, ovn-nbctl --if-exists lrp-del lrp{missing} what is \
         left of its port, and ovn-nbctl --if-exists lr-route-del ROUTER 0.0.0.0/0 its route. Then the router can have a gateway again, \
         with another address if the network is still there.";
    /// The router's side of a port is gone.
    MissingRouterPort "missing_router_port" Error, None,
        "A port lacks its router's side in OVN, where another client has removed it. ovn-nbctl lrp-add ROUTER lrp{port} MAC ADDRESS gives it \
         back: ovn-nbctl get Logical_Switch_Port {port} external_ids:ovirt_device_id shows the router, ADDRESS is the one that the port has \
         in ManageIQ with the prefix length of its subnet, such as 10.0.0.1/24, and MAC one that nothing else has, such as \
         02:00:00:00:00:01.";
    /// A network without an MTU.
    MtuMissing "mtu_missing" Error, Some(
        "it says so of a network without an MTU where it has a validation-max-allowed-mtu: give the MTU"), LOG;
    /// The provider cannot write its answer to what it has done.
    AnswerUnwritten "answer_unwritten" Error, None, LOG;
    /// What is referred to is gone.
    ReferenceGone "reference_gone" Error, Some(
        "it says so when something that is referred to is gone, such as a network's subnet"),
        "Something that an object refers to was deleted by another client. Of a router, it is the subnet of its gateway: create a subnet on \
         the gateway's network again, with the same CIDR, and the provider lists its routers again.";
    /// It refused and said nothing.
    Unexplained "unexplained" Error, Some(
        "it does so for a subnet whose DHCP is switched off, and for an attribute that it does not know"), LOG;
    /// Any other answer that is no success.
    Refused "refused" Error, None, LOG;

    // Answers that cannot be read

    /// The answer is compressed, which was not asked for.
    AnswerCompressed "answer_compressed" Error, None,
        "Switch off that a proxy or web server before the provider compresses what was asked for plain.";
    /// The answer ends before its time.
    AnswerCut "answer_cut" Error, None, BROKE;
    /// The answer is no JSON.
    AnswerNoJson "answer_no_json" Error, None, ELSE;
    /// The answer is JSON, and not what was asked for.
    AnswerUnexpected "answer_unexpected" Error, None, ELSE;
    /// The answer is longer than is read.
    AnswerTooLong "answer_too_long" Error, None, ELSE;
    /// The answer has a part of a list and not the way to the rest.
    AnswerPart "answer_part" Error, None,
        "What stands before the provider cuts its lists and does not say where they go on, or leads elsewhere: ask the provider itself.";
    /// An object of the answer cannot be read.
    AnswerObject "answer_object" Error, None,
        "Correct that object at the provider: nothing is refreshed before, as it could be lost.";
}

impl Code {
    /// Whether user and password were refused: with the same ones it is so again, and each try may lock the account.
    pub const fn is_rejection(self) -> bool {
        matches!(
            self,
            Self::WrongPassword
                | Self::ProfileUnknown
                | Self::AccountLocked
                | Self::AccountExpired
                | Self::PasswordExpired
                | Self::LoginDenied
                | Self::UserNotServed
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_each_code_once_and_says_what_to_do() {
        let names: BTreeSet<_> = Code::ALL.iter().map(|code| code.name()).collect();
        assert_eq!(names.len(), Code::ALL.len());
        for code in Code::ALL {
            assert!(
                code.remedy().ends_with('.') && !code.cause().is_some_and(|cause| cause.ends_with('.')),
                "{code:?}"
            );
            assert!(!code.is_rejection() || code.reaction() == Reaction::Invalid, "{code:?}");
        }
    }
}
