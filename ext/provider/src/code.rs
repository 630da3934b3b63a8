//! The error codes: one per cause, in a table with its meaning, its explanation in messages, its remedy, and ManageIQ's reaction.

/// How ManageIQ classifies the failure in the status of the credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reaction {
    /// Somebody has to give other credentials, or change what the user may do.
    Invalid,
    /// The server cannot be reached.
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

/// One entry of the table: `/// Meaning.`, then `Variant "name" Reaction, cause, remedy;`. A cause completes the sentence of an
/// error; meanings and remedies are whole sentences. `rake docs:troubleshooting` writes them into docs/troubleshooting.md.
macro_rules! codes {
    ($(#[doc = $meaning:literal] $code:ident $name:literal $reaction:ident, $cause:expr, $remedy:expr;)+) => {
        /// Why an operation failed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Code {
            $(#[doc = $meaning] $code,)+
        }

        impl Code {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$code,)+];

            /// As Ruby's symbol.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$code => $name,)+ }
            }

            /// What happened, in one sentence for the documentation.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$code => $meaning.trim_ascii(),)+ }
            }

            /// How ManageIQ classifies the failure.
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

const ENGINE: &str = "User and password are not the cause: the provider cannot ask the engine who the user is. Check that the engine runs. \
    Compare ovirt-host, ovirt-ca-file and the ovirt-sso settings in the provider's configuration (/etc/ovirt-provider-ovn/conf.d) with it.";
const FIREWALL: &str = "Check the name, the route and the firewall (ports 35357 and 9696). Check with systemctl status ovirt-provider-ovn \
    on its host that the provider runs.";
const RENEW: &str = "Renew the certificate with engine-setup on the engine, which makes it with SHA-256 and 2048 bits. If it is the \
    engine's CA, give the new CA to every client that trusts it.";
const ELSE: &str = "Another server listens there. Compare the URL with provider-host and the ports in the provider's configuration \
    (/etc/ovirt-provider-ovn/conf.d).";
const KEYSTONE: &str = "Another server answers there. The Keystone of oVirt's network provider uses port 35357 unless keystone-port was \
    changed. Correct the URL in oVirt (Administration, Providers); oVirt's API calls it authentication_url.";
const PROVIDER_HOST: &str = "The host name comes from provider-host in the provider's configuration (/etc/ovirt-provider-ovn/conf.d). Set \
    a name there that this system can resolve, and open the port.";
const BROKE: &str = "The provider, or a proxy before it, closed the connection. If this repeats, read /var/log/ovirt-provider-ovn.log or \
    the proxy's log.";
const LOG: &str = "Read /var/log/ovirt-provider-ovn.log on the provider's host.";
const PLUGIN: &str =
    "Set auth-plugin in the provider's configuration (/etc/ovirt-provider-ovn/conf.d), and restart ovirt-provider-ovn.";
const SERVED: &str = "Use a user that the provider serves. auth-plugin in the provider's configuration (/etc/ovirt-provider-ovn/conf.d on \
    the engine) decides: AuthorizationByUserName serves the user ovirt-admin-user-name, AuthorizationByGroup the members of the group in \
    ovirt-admin-group-attribute-name and -value, AuthorizationByRole the users with the role ovirt-admin-role-id.";

codes! {
    // The engine refuses the user: `is_rejection`.

    /// The user name or the password is wrong.
    WrongPassword "wrong_password" Invalid, Some("user or password are wrong"),
        "Check the password and the profile. The user name includes the profile: admin@internal or, where oVirt uses Keycloak, \
         admin@ovirt@internalsso.";
    /// The user name has no profile, or one that the engine does not have.
    ProfileUnknown "profile_unknown" Invalid, Some("the engine has no such profile"),
        "Write the user with its profile: admin@internal or, where oVirt uses Keycloak, admin@ovirt@internalsso.";
    /// The account is locked or disabled.
    AccountLocked "account_locked" Invalid, Some("the account is locked or disabled"),
        "Correct the password wherever a wrong one is stored, then unlock the account: ovirt-aaa-jdbc-tool user unlock NAME on the \
         engine, or in the directory or Keycloak that has the account. A lock ends one hour after the last failed login.";
    /// The account has expired.
    AccountExpired "account_expired" Invalid, Some("the account has expired"),
        "Extend the account: ovirt-aaa-jdbc-tool user edit NAME --account-valid-to=DATE on the engine, or in the directory or Keycloak \
         that has it.";
    /// The password has expired.
    PasswordExpired "password_expired" Invalid, Some("the password has expired"),
        "Give the user a new password: ovirt-aaa-jdbc-tool user password-reset NAME on the engine, or in the directory or Keycloak that \
         has the account. Then enter it here.";
    /// The engine refused the login for a reason that is not known.
    LoginDenied "login_denied" Invalid, Some("the engine refused the login"),
        "Check the user, the profile and the password. engine.log on the engine has more details.";
    /// The password is right, but the provider does not serve this user.
    UserNotServed "user_not_served" Invalid, Some(
        "the provider's auth-plugin does not allow this user or token: check ovirt-admin-user-name, \
         ovirt-admin-group-attribute-value or ovirt-admin-role-id in its configuration"), SERVED;
    /// These credentials were rejected before. They were not sent again, because oVirt locks accounts.
    RejectedBefore "rejected_before" Invalid, None,
        "Correct the user or the password, or the account in the engine. Then validate or refresh the network manager: either tries the \
         login at once.";

    // Between the provider and the engine

    /// The engine cannot reach its LDAP servers.
    DirectoryUnreachable "directory_unreachable" Error, Some(
        "the engine cannot reach the directory that has the user"),
        "User and password are not the cause. Check the directory servers (LDAP) of the user's profile; engine.log on the engine names \
         them. ManageIQ tries again.";
    /// The engine could not check the login with Keycloak.
    KeycloakFailed "keycloak_failed" Error, Some(
        "the engine could not check the login with Keycloak"),
        "User and password are not the cause. Check that Keycloak runs, that the EXTERNAL_OIDC settings of the engine are right, and that \
         its client allows direct access grants. engine.log on the engine has more details. ManageIQ tries again.";
    /// The engine does not know the provider's client id.
    ClientUnknown "client_unknown" Error, Some(
        "the engine does not know oVirt's network provider; compare ovirt-sso-client-id and \
         ovirt-sso-client-secret in its configuration with the engine"), ENGINE;
    /// The engine does not trust the provider's client id.
    ClientUntrusted "client_untrusted" Error, Some(
        "the engine does not trust oVirt's network provider as a client of its single sign-on; check \
         ovirt-sso-client-id in its configuration, and register it again with engine-setup"), ENGINE;
    /// The provider's client secret differs from the engine's.
    ClientSecret "client_secret" Error, Some(
        "the engine refuses oVirt's network provider; compare ovirt-sso-client-id and \
         ovirt-sso-client-secret in its configuration with the engine"), ENGINE;
    /// The engine does not know the token.
    TokenUnknown "token_unknown" Error, Some(
        "the engine does not know a token that it has just given; compare ovirt-host in the \
         provider's configuration with the engine, and check the clocks"), ENGINE;
    /// The provider does not accept the token and gives no reason.
    TokenRefused "token_refused" Error, Some("the provider does this when it does not accept the token"), ENGINE;
    /// The engine's single sign-on failed.
    SsoFailed "sso_failed" Error, Some(
        "the engine's single sign-on failed; read engine.log and server.log on the engine"), ENGINE;
    /// The provider cannot reach the engine.
    SsoUnreachable "sso_unreachable" Error, Some(
        "oVirt's network provider cannot reach the engine: check ovirt-host and ovirt-ca-file in its configuration, and that the \
         engine runs"), ENGINE;
    /// The provider does not trust the engine's certificate.
    SsoUntrusted "sso_untrusted" Error, Some(
        "oVirt's network provider does not trust the engine's certificate: check ovirt-ca-file and ovirt-host in its configuration"),
        ENGINE;
    /// The engine does not answer the provider in time.
    SsoTimeout "sso_timeout" Error, Some(
        "the engine does not answer oVirt's network provider in time: check the engine, and ovirt-host and ovirt-auth-timeout in the \
         provider's configuration"), ENGINE;
    /// The engine's web server answers the provider instead of the single sign-on.
    SsoNotThere "sso_not_there" Error, Some(
        "oVirt's network provider cannot reach the engine's single sign-on: wait if the engine is restarting, else check ovirt-host, \
         ovirt-base and ovirt-ca-file in its configuration"), ENGINE;
    /// The server that answers the provider is not the engine's single sign-on.
    SsoUnreadable "sso_unreadable" Error, Some(
        "oVirt's network provider reaches another server instead of the engine's single sign-on: check ovirt-host and ovirt-base in its \
         configuration, and that the engine has started"), ENGINE;
    /// The single sign-on's answer to the provider has no token.
    SsoNoToken "sso_no_token" Error, Some(
        "oVirt's network provider got no token from the engine's single sign-on: check ovirt-host and ovirt-base in its configuration"),
        ENGINE;
    /// The plugin AuthorizationByRole does not work on Python 3.
    PluginBroken "plugin_broken" Error, Some(
        "the auth-plugin AuthorizationByRole of oVirt's network provider does not work with its Python: configure another one, such as \
         AuthorizationByUserName"), PLUGIN;
    /// The plugin does not find the user's profile.
    PluginProfile "plugin_profile" Error, Some(
        "the auth-plugin of oVirt's network provider does not find this profile in the engine's answer, as AuthorizationByRole does not \
         for a profile of Keycloak: configure another one, such as AuthorizationByUserName"),
        PLUGIN;

    // Between here and the provider

    /// The host name cannot be resolved.
    UnknownName "unknown_name" Unreachable, None,
        "Correct the name in the provider's URL (in oVirt: Administration, Providers), or add it to the name server of this system.";
    /// No server answers at this host and port.
    Unreachable "unreachable" Unreachable, None, FIREWALL;
    /// The proxy cannot be reached, or cannot reach the provider.
    ProxyUnreachable "proxy_unreachable" Unreachable, None,
        "Check that the proxy runs and allows the connection, or use none. In ManageIQ the setting http_proxy.ovirt_net names it; for the \
         command, --proxy or OVIRT_NET_PROXY.";
    /// The URL says https, but the server does not speak TLS.
    NoTls "no_tls" Unreachable, None, "The URL says https, and the provider has https-enabled=false: correct one of them.";
    /// The URL says http, but the server speaks TLS only.
    OnlyTls "only_tls" Unreachable, None, "The URL says http, and the provider has https-enabled=true: correct one of them.";
    /// The server accepted the request and did not answer in time.
    Silent "silent" Unreachable, None,
        "The provider serves one request at a time. Check its load and its log (/var/log/ovirt-provider-ovn.log). If it is always that \
         slow, raise the read timeout. Versions before 1.2.31 are slow with many ports.";
    /// The connection broke.
    ConnectionBroke "connection_broke" Unreachable, None, BROKE;
    /// Keystone can be reached, but not the network service that its catalog names.
    ServiceUnreachable "service_unreachable" Unreachable, None, PROVIDER_HOST;

    // The provider's certificate, and its TLS

    /// The certificate has expired.
    CertificateExpired "certificate_expired" Error, None,
        "Renew the provider's certificate with engine-setup on the engine. It does not expire together with the engine's.";
    /// The certificate is not valid yet.
    CertificateNotYetValid "certificate_not_yet_valid" Error, None, "Correct the clock of this system or of the engine.";
    /// The certificate is for another host name.
    CertificateWrongName "certificate_wrong_name" Error, None,
        "The URL in oVirt has another name than the certificate. Correct the URL there, or edit the host name of the network manager.";
    /// The issuer of the certificate is not trusted.
    CertificateUnknownIssuer "certificate_unknown_issuer" Error, None,
        "Give the engine's CA, /etc/pki/ovirt-engine/ca.pem on the engine: in ManageIQ to the oVirt provider or the network manager, for \
         the command as --ca or OVIRT_NET_CA.";
    /// The trusted CA is an older CA of this engine, or it has expired.
    CertificateReplacedCa "certificate_replaced_ca" Error, None,
        "The engine has a new CA. Give the engine's present CA, /etc/pki/ovirt-engine/ca.pem on the engine: in ManageIQ to the oVirt \
         provider or the network manager, for the command as --ca or OVIRT_NET_CA.";
    /// The certificate, or a CA above it, is signed with a digest that is no longer accepted, such as SHA-1.
    CertificateWeakSignature "certificate_weak_signature" Error, None, RENEW;
    /// The key of the certificate, or of a CA above it, is too short.
    CertificateShortKey "certificate_short_key" Error, None, RENEW;
    /// The issuer of the certificate is not a CA.
    CertificateNotACa "certificate_not_a_ca" Error, None,
        "Give the certificate of a CA, such as /etc/pki/ovirt-engine/ca.pem on the engine. If another CA issued the provider's \
         certificate, that CA needs a new certificate with CA:TRUE and keyCertSign.";
    /// The certificate is not made for servers.
    CertificateWrongPurpose "certificate_wrong_purpose" Error, None,
        "Give the provider a certificate for servers (extendedKeyUsage serverAuth): engine-setup on the engine makes one. ssl-cert-file \
         in the provider's configuration (/etc/ovirt-provider-ovn/conf.d) names it.";
    /// The certificate is not accepted for another reason, which OpenSSL names.
    CertificateRefused "certificate_refused" Error, None,
        "Look at the certificate with openssl x509 -noout -text, and renew it with engine-setup on the engine.";
    /// The server supports no TLS version that is accepted.
    TlsTooOld "tls_too_old" Error, None,
        "Update the provider and its Python, or the proxy before it: TLS 1.0 and 1.1 are not accepted.";

    // This system

    /// This system has no thread, file or memory left.
    ResourceLimit "resource_limit" Error, None,
        "Raise the limits of this service: LimitNOFILE, LimitNPROC and TasksMax of its systemd unit, or those of the container. The next \
         refresh needs no restart.";

    // Answers

    /// The server at the URL is not Keystone.
    NoKeystone "no_keystone" Error, Some("this server is not Keystone: check authentication_url"), KEYSTONE;
    /// The service catalog has no network service.
    NoNetworkService "no_network_service" Error, None, KEYSTONE;
    /// The service catalog has an unusable URL for the network service.
    CatalogUrl "catalog_url" Error, None, PROVIDER_HOST;
    /// The server does not have this list.
    ListUnknown "list_unknown" Error, None, ELSE;
    /// The server does not have this path.
    PathUnknown "path_unknown" Error, Some("there is no such path: check the network service's URL in the service catalog"), ELSE;
    /// The object was deleted meanwhile.
    Gone "gone" Error, Some("it no longer exists: refresh the network provider"), "Refresh the network provider.";
    /// The server redirects to another URL.
    Redirected "redirected" Error, None,
        "Another server listens there, such as a web server. If the URL that it names is Keystone's, give that URL.";
    /// OVN has a port group of another client.
    ForeignPortGroup "foreign_port_group" Error, Some(
        "OVN has a port group that this provider did not make, such as one of ovn-nbctl or of another client; until that is removed, the \
         provider lists no security groups"),
        "Remove the other client's port group with ovn-nbctl pg-del NAME, if nobody needs it. ovn-nbctl --columns=name,external_ids list \
         Port_Group on the host of OVN's northbound database shows it: it has no ovirt_revision_number. Until then stored security groups \
         stay as they are.";
    /// OVN has no port groups.
    NoPortGroups "no_port_groups" Error, Some("its OVN is older than security groups"), LOG;
    /// The provider no longer offers a list that it had before.
    NoSuchList "no_such_list" Error, None,
        "The provider had it before. If it was replaced by an older release, update it. If the older release is to stay, remove the \
         network manager from ManageIQ, which deletes the stored objects. Then refresh the oVirt provider, which adds the network \
         manager again.";
    /// A rule refers to a security group that was deleted.
    MissingGroup "missing_group" Error, None,
        "A rule refers to a security group that was deleted. The provider lists no groups until that rule is deleted. Find its id with \
         ovn-nbctl --bare --columns=_uuid find ACL external_ids:ovirt_remote_group_id={missing}. Delete it with \
         DELETE /v2.0/security-group-rules/ID at the provider.";
    /// The port of a router's gateway was removed from OVN.
    MissingGateway "missing_gateway" Error, None,
        "The port of a router's gateway was removed from OVN. The provider cannot list, change or delete the router until its gateway is \
         removed in OVN, too. Find the router: ovn-nbctl find Logical_Router external_ids:ovirt_gateway_port={missing}. Remove its \
         gateway: ovn-nbctl remove Logical_Router ROUTER external_ids ovirt_gateway_port. Remove the rest of the port: ovn-nbctl \
         --if-exists lrp-del lrp{missing}. Remove the route: ovn-nbctl --if-exists lr-route-del ROUTER 0.0.0.0/0. While the route is \
         there, the provider refuses a new gateway. Then give the router a gateway again, with another address if the network still \
         exists.";
    /// The router's side of a port was removed from OVN.
    MissingRouterPort "missing_router_port" Error, None,
        "Another client removed the router's side of a port from OVN. Find the router: ovn-nbctl get Logical_Switch_Port {port} \
         external_ids:ovirt_device_id. Restore its port: ovn-nbctl lrp-add ROUTER lrp{port} MAC ADDRESS. ADDRESS is the port's address in \
         ManageIQ with the prefix length of its subnet, such as 10.0.0.1/24. MAC is an unused address, such as 02:00:00:00:00:01.";
    /// A network has no MTU, and the provider limits MTUs.
    MtuMissing "mtu_missing" Error, Some(
        "the provider requires an MTU, because validation-max-allowed-mtu is set: give the MTU"),
        "Give the network an MTU, also when you only rename it.";
    /// The provider made the change, but could not write its answer.
    AnswerUnwritten "answer_unwritten" Error, None, LOG;
    /// An object refers to another one that was deleted.
    ReferenceGone "reference_gone" Error, Some(
        "the provider does this when a referenced object was deleted, such as a network's subnet"),
        "Another client deleted an object that others refer to. For a router, it is the subnet of its gateway: create a subnet with the \
         same CIDR on the gateway's network, and the provider lists its routers again.";
    /// The provider refused and gave no reason.
    Unexplained "unexplained" Error, Some(
        "the provider does this for a subnet without DHCP, and for an attribute that it does not know"), LOG;
    /// The provider answered with another error.
    Refused "refused" Error, None, LOG;

    // Answers that cannot be read

    /// The answer is compressed, although that was not asked for.
    AnswerCompressed "answer_compressed" Error, None,
        "Switch off compression in the proxy or web server before the provider.";
    /// The answer is incomplete or empty.
    AnswerCut "answer_cut" Error, None, BROKE;
    /// The answer is not JSON.
    AnswerNoJson "answer_no_json" Error, None, ELSE;
    /// The answer is JSON, but not in the expected form.
    AnswerUnexpected "answer_unexpected" Error, None, ELSE;
    /// The answer exceeds the size limit.
    AnswerTooLong "answer_too_long" Error, None, ELSE;
    /// The answer has only a part of a list, and does not say where the rest is.
    AnswerPart "answer_part" Error, None,
        "A proxy before the provider shortens its lists, or its links lead to another server. Connect to the provider itself. Nothing was \
         changed.";
    /// One object of the answer cannot be read.
    AnswerObject "answer_object" Error, None,
        "Correct that object at the provider. Until then nothing is refreshed, so that the object is not lost.";
}

impl Code {
    /// Whether user and password were rejected: a retry with the same ones fails again and may lock the account.
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
                code.remedy().ends_with('.')
                    && code.meaning().ends_with('.')
                    && !code.cause().is_some_and(|cause| cause.ends_with('.')),
                "{code:?}"
            );
            assert!(!code.is_rejection() || code.reaction() == Reaction::Invalid, "{code:?}");
        }
    }
}
