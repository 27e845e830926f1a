/* Claims about who a client is: addresses, proxies of ours, and what others only say. */
#include "../../server/http/client.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

static struct client client(const char *address)
{
    struct sockaddr_in four = {.sin_family = AF_INET};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6};
    if (inet_pton(AF_INET, address, &four.sin_addr) == 1)
        return client_of((const struct sockaddr *)&four);
    cr_assert_eq(inet_pton(AF_INET6, address, &six.sin6_addr), 1, "%s", address);
    return client_of((const struct sockaddr *)&six);
}

static const char *printed(struct client one)
{
    static char out[CLIENT_PRINTED];
    client_print(&one, out);
    return out;
}

static struct proxies proxies(const char *list)
{
    struct proxies read;
    char why[300] = "";
    cr_assert_eq(proxies_read(text_of(list), &read, why, sizeof why), STATUS_OK, "%s", why);
    return read;
}

static const char *behind(const char *trusted, const char *peer, const char *forwarded)
{
    struct proxies read = proxies(trusted);
    struct client one = client(peer);
    return printed(client_behind(&read, &one, forwarded));
}

Test(http_client, addresses_are_printed_in_their_own_notation)
{
    static const char *const addresses[] = {"0.0.0.0",     "127.0.0.1",   "203.0.113.255",
                                            "10.20.30.40", "2001:db8::1", "::1"};
    for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++)
        cr_expect_str_eq(printed(client(addresses[i])), addresses[i]);
    cr_expect_str_eq(printed(client_of(NULL)), "");
}

Test(http_client, ipv4_within_ipv6_is_the_same_client)
{
    struct client one = client("::ffff:192.0.2.1"), other = client("192.0.2.1");
    cr_expect_arr_eq(one.bytes, other.bytes, sizeof one.bytes);
}

Test(http_client, network_is_an_ipv4_address_or_64_bits_of_ipv6)
{
    struct client one = client("2001:db8:1:2:3:4:5:6"), four = client("192.0.2.9");
    cr_expect_str_eq(printed(client_network(&one)), "2001:db8:1:2::");
    cr_expect_str_eq(printed(client_network(&four)), "192.0.2.9");
}

Test(http_client, proxies_are_addresses_networks_and_names)
{
    struct proxies read = proxies("loopback, 10.0.0.0/8,192.0.2.64/26 , 2001:db8::/33");
    static const struct {
        const char *address;
        bool trusted;
    } cases[] = {{"127.0.0.1", true},       {"127.9.9.9", true},       {"::1", true},
                 {"10.255.0.1", true},      {"11.0.0.1", false},       {"192.0.2.64", true},
                 {"192.0.2.127", true},     {"192.0.2.63", false},     {"192.0.2.128", false},
                 {"2001:db8:7fff::", true}, {"2001:db8:8000::", false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct client one = client(cases[i].address);
        cr_expect_eq(proxies_have(&read, &one), cases[i].trusted, "%s", cases[i].address);
    }
    cr_expect_eq(proxies("none").count, 0);
    cr_expect_eq(proxies("").count, 0);
    cr_expect_eq(proxies("private").count, 4);
}

Test(http_client, list_that_cannot_be_read_is_refused_with_what_it_takes)
{
    static const char *const lists[] = {"10.0.0.0/33", "10.0.0/8", "2001:db8::/129", "10.0.0.0/-1",
                                        "10.0.0.0/",   "example",  "1.2.3.4 5.6.7.8"};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        struct proxies read;
        char why[300] = "";
        cr_expect_eq(proxies_read(text_of(lists[i]), &read, why, sizeof why), STATUS_INVALID, "%s",
                     lists[i]);
        cr_expect_not_null(strstr(why, "10.0.0.0/8"), "%s: %s", lists[i], why);
    }
}

Test(http_client, more_proxies_than_there_is_room_for_are_refused)
{
    char list[PROXIES_MOST * 16 + 64] = "", why[300] = "";
    struct proxies read;
    for (int i = 0; i <= PROXIES_MOST; i++)
        snprintf(list + strlen(list), sizeof list - strlen(list), "10.0.0.%d,", i);
    cr_expect_eq(proxies_read(text_of(list), &read, why, sizeof why), STATUS_INVALID);
}

Test(http_client, word_of_a_stranger_is_not_believed)
{
    cr_expect_str_eq(behind("loopback", "203.0.113.5", "192.0.2.1"), "203.0.113.5");
    cr_expect_str_eq(behind("none", "127.0.0.1", "192.0.2.1"), "127.0.0.1");
}

Test(http_client, proxies_are_believed_up_to_the_first_stranger_from_the_right)
{
    const char *trusted = "loopback,10.0.0.0/8";
    cr_expect_str_eq(behind(trusted, "127.0.0.1", NULL), "127.0.0.1");
    cr_expect_str_eq(behind(trusted, "127.0.0.1", "192.0.2.1"), "192.0.2.1");
    cr_expect_str_eq(behind(trusted, "127.0.0.1", "198.51.100.1, 192.0.2.1,10.1.1.1"), "192.0.2.1");
    cr_expect_str_eq(behind(trusted, "127.0.0.1", "10.1.1.1"), "10.1.1.1");
}

Test(http_client, forwarded_addresses_may_have_brackets_and_ports)
{
    cr_expect_str_eq(behind("loopback", "::1", "192.0.2.1:4711"), "192.0.2.1");
    cr_expect_str_eq(behind("loopback", "::1", "[2001:db8::7]:4711"), "2001:db8::7");
    cr_expect_str_eq(behind("loopback", "::1", "[2001:db8::7]"), "2001:db8::7");
}

Test(http_client, what_is_no_address_is_not_believed)
{
    static const char *const words[] = {"unknown", "", ",", "192.0.2.1, _hidden", "192.0.2.1,"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        cr_expect_str_eq(behind("loopback", "127.0.0.1", words[i]), "127.0.0.1", "%s", words[i]);
}
