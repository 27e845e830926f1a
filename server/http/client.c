/*
 * Addresses of clients. A proxy tells in X-Forwarded-For whom it asks for, each adding the address
 * that it sees to the right. What stands left of the first stranger may be made up by him.
 */
#include "client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

static const unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

static bool is_four(const struct client *client)
{
    return memcmp(client->bytes, mapped, sizeof mapped) == 0;
}

static bool read_address(struct text source, struct client *out)
{
    char copy[INET6_ADDRSTRLEN];
    if (source.length == 0 || source.length >= sizeof copy) return false;
    memcpy(copy, source.at, source.length);
    copy[source.length] = '\0';
    memcpy(out->bytes, mapped, sizeof mapped);
    return inet_pton(AF_INET, copy, out->bytes + sizeof mapped) == 1 ||
           inet_pton(AF_INET6, copy, out->bytes) == 1;
}

struct client client_of(const struct sockaddr *address)
{
    struct client client = {{0}};
    if (address != NULL && address->sa_family == AF_INET) {
        memcpy(client.bytes, mapped, sizeof mapped);
        memcpy(client.bytes + sizeof mapped,
               &((const struct sockaddr_in *)(const void *)address)->sin_addr, 4);
    } else if (address != NULL && address->sa_family == AF_INET6) {
        memcpy(client.bytes, &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr, 16);
    }
    return client;
}

struct client client_network(const struct client *client)
{
    struct client network = *client;
    if (!is_four(client)) memset(network.bytes + 8, 0, 8);
    return network;
}

/* Requests are logged at the rate at which they are answered: without printf. */
static void print_four(const unsigned char bytes[4], char *out)
{
    for (int i = 0; i < 4; i++) {
        if (i > 0) *out++ = '.';
        if (bytes[i] >= 100) *out++ = (char)('0' + bytes[i] / 100);
        if (bytes[i] >= 10) *out++ = (char)('0' + bytes[i] / 10 % 10);
        *out++ = (char)('0' + bytes[i] % 10);
    }
    *out = '\0';
}

void client_print(const struct client *client, char out[CLIENT_PRINTED])
{
    static const struct client unknown;
    out[0] = '\0';
    if (memcmp(client, &unknown, sizeof unknown) == 0) return;
    if (is_four(client))
        print_four(client->bytes + sizeof mapped, out);
    else
        inet_ntop(AF_INET6, client->bytes, out, CLIENT_PRINTED);
}

/* --- proxies --- */

static bool add(struct proxies *proxies, struct text entry)
{
    struct text bits = entry, address = text_cut(&bits, '/');
    long long number = 0;
    if (proxies->count == PROXIES_MOST) return false;
    struct network *network = &proxies->at[proxies->count];
    if (!read_address(address, &network->base)) return false;
    unsigned before = is_four(&network->base) ? 96 : 0;
    network->bits = 128;
    if (bits.at != NULL) {
        if (!text_to_integer(bits, &number) || number < 0 || number > 128 - (long long)before)
            return false;
        network->bits = before + (unsigned)number;
    }
    proxies->count++;
    return true;
}

static bool add_named(struct proxies *proxies, struct text name)
{
    static const struct {
        const char *name, *networks[5];
    } known[] = {
        {"none", {NULL}},
        {"loopback", {"127.0.0.0/8", "::1"}},
        {"private", {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"}},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (!text_is(name, known[i].name)) continue;
        for (const char *const *network = known[i].networks; *network != NULL; network++)
            if (!add(proxies, text_of(*network))) return false;
        return true;
    }
    return add(proxies, name);
}

enum status proxies_read(struct text list, struct proxies *out, char *why, size_t why_size)
{
    *out = (struct proxies){0};
    while (list.at != NULL) {
        struct text entry = text_trim(text_cut(&list, ','));
        if (entry.length > 0 && !add_named(out, entry)) {
            snprintf(
                why, why_size,
                "takes addresses and networks, as in 10.0.0.0/8,2001:db8::1, loopback, private "
                "or none, %d at most; not \"%.*s\"",
                PROXIES_MOST, (int)entry.length, entry.at);
            return STATUS_INVALID;
        }
    }
    return STATUS_OK;
}

static bool shares(const struct client *one, const struct client *other, unsigned bits)
{
    unsigned whole = bits / 8, rest = bits % 8;
    if (memcmp(one->bytes, other->bytes, whole) != 0) return false;
    return rest == 0 || ((one->bytes[whole] ^ other->bytes[whole]) >> (8 - rest)) == 0;
}

bool proxies_have(const struct proxies *proxies, const struct client *client)
{
    for (size_t i = 0; i < proxies->count; i++)
        if (shares(&proxies->at[i].base, client, proxies->at[i].bits)) return true;
    return false;
}

/* An address as proxies write it: also 192.0.2.1:4711, [2001:db8::1] and [2001:db8::1]:4711. */
static bool read_forwarded(struct text entry, struct client *out)
{
    if (read_address(entry, out)) return true;
    struct text rest = entry;
    if (text_starts_with(entry, "[")) {
        rest = text_after(entry, 1);
        return read_address(text_cut(&rest, ']'), out);
    }
    return read_address(text_cut(&rest, ':'), out);
}

struct client client_behind(const struct proxies *proxies, const struct client *peer,
                            const char *forwarded_for)
{
    struct client client = *peer, before;
    struct text rest = forwarded_for != NULL ? text_of(forwarded_for) : (struct text){NULL, 0};
    while (rest.length > 0 && proxies_have(proxies, &client)) {
        size_t begin = rest.length;
        while (begin > 0 && rest.at[begin - 1] != ',')
            begin--;
        if (!read_forwarded(text_trim(text_after(rest, begin)), &before)) return client;
        client = before;
        rest.length = begin > 0 ? begin - 1 : 0;
    }
    return client;
}
