/*
 * Certificates. The library has one for all its connections and for ever; so each connection is
 * given ours before its handshake, whichever is in service then, and holds it to its end. A file
 * that cannot be used never takes the place of one that can.
 */
#include "tls.h"

#include <chancery/log.h>
#include <errno.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct credential {
    atomic_uint references;
    gnutls_certificate_credentials_t handle;
    int64_t expires;
};

/* The contents of the two files; a NUL follows each. */
struct files {
    gnutls_datum_t certificate, key;
};

struct tls {
    char *certificate, *key; /* paths */
    struct files first;
    pthread_mutex_t lock;
    struct credential *current; /* under lock */
};

/* --- files --- */

static void files_free(struct files *files)
{
    if (files->key.data != NULL) gnutls_memset(files->key.data, 0, files->key.size);
    gnutls_free(files->key.data);
    gnutls_free(files->certificate.data);
    *files = (struct files){{NULL, 0}, {NULL, 0}};
}

static enum status read_file(const char *path, gnutls_datum_t *out, char *why, size_t why_size)
{
    errno = 0;
    if (gnutls_load_file(path, out) == GNUTLS_E_SUCCESS) return STATUS_OK;
    snprintf(why, why_size, "%s: it cannot be read: %s", path,
             errno != 0 ? strerror(errno) : "it is no file");
    *out = (gnutls_datum_t){NULL, 0};
    return STATUS_INVALID;
}

/* When the first certificate of a chain expires. Negative: why the file is none. */
static int read_chain(const gnutls_datum_t *file, int64_t *expires)
{
    gnutls_x509_crt_t *chain = NULL;
    unsigned count = 0;
    int code = gnutls_x509_crt_list_import2(&chain, &count, file, GNUTLS_X509_FMT_PEM, 0);
    if (code < 0) return code;
    *expires = INT64_MAX;
    for (unsigned i = 0; i < count; i++) {
        int64_t end = (int64_t)gnutls_x509_crt_get_expiration_time(chain[i]);
        if (end < *expires) *expires = end;
        gnutls_x509_crt_deinit(chain[i]);
    }
    gnutls_free(chain);
    return GNUTLS_E_SUCCESS;
}

/* Negative: why the file is no key. */
static int try_key(const gnutls_datum_t *file)
{
    gnutls_x509_privkey_t key;
    int code = gnutls_x509_privkey_init(&key);
    if (code < 0) return code;
    code = gnutls_x509_privkey_import2(key, file, GNUTLS_X509_FMT_PEM, NULL, 0);
    gnutls_x509_privkey_deinit(key);
    return code;
}

/* Whether each file is what it should be, by itself. */
static enum status check_files(const struct tls *tls, const struct files *files, int64_t *expires,
                               char *why, size_t why_size)
{
    int code = read_chain(&files->certificate, expires);
    if (code < 0) {
        snprintf(why, why_size, "%s: it is no certificate in PEM: %s", tls->certificate,
                 gnutls_strerror(code));
        return STATUS_INVALID;
    }
    code = try_key(&files->key);
    if (code >= 0) return STATUS_OK;
    snprintf(why, why_size, "%s: it is no private key in PEM without a password: %s", tls->key,
             gnutls_strerror(code));
    return STATUS_INVALID;
}

/* --- credentials --- */

void credential_release(struct credential *credential)
{
    if (credential == NULL) return;
    if (atomic_fetch_sub_explicit(&credential->references, 1, memory_order_acq_rel) != 1) return;
    gnutls_certificate_free_credentials(credential->handle);
    free(credential);
}

static struct credential *credential_new(void)
{
    struct credential *credential = calloc(1, sizeof *credential);
    if (credential == NULL) return NULL;
    atomic_init(&credential->references, 1);
    if (gnutls_certificate_allocate_credentials(&credential->handle) == GNUTLS_E_SUCCESS)
        return credential;
    free(credential);
    return NULL;
}

/* Of two files that were read. */
static enum status make(const struct tls *tls, const struct files *files, struct credential **out,
                        char *why, size_t why_size)
{
    int64_t expires = 0;
    enum status status = check_files(tls, files, &expires, why, why_size);
    if (status != STATUS_OK) return status;
    struct credential *credential = credential_new();
    snprintf(why, why_size, "memory is short");
    if (credential == NULL) return STATUS_NO_MEMORY;
    int code = gnutls_certificate_set_x509_key_mem2(credential->handle, &files->certificate,
                                                    &files->key, GNUTLS_X509_FMT_PEM, NULL, 0);
    if (code < 0) {
        snprintf(why, why_size, "%s and %s do not go together: %s", tls->certificate, tls->key,
                 gnutls_strerror(code));
        credential_release(credential);
        return STATUS_INVALID;
    }
    if (expires < (int64_t)time(NULL))
        log_write(LOG_LEVEL_WARNING, "the certificate %s has expired", tls->certificate);
    credential->expires = expires;
    *out = credential;
    return STATUS_OK;
}

/* On failure nothing is left of the files. */
static enum status load(const struct tls *tls, struct files *files, struct credential **out,
                        char *why, size_t why_size)
{
    enum status status = read_file(tls->certificate, &files->certificate, why, why_size);
    if (status == STATUS_OK) status = read_file(tls->key, &files->key, why, why_size);
    if (status == STATUS_OK) status = make(tls, files, out, why, why_size);
    if (status != STATUS_OK) files_free(files);
    return status;
}

/* --- the certificate in service --- */

enum status tls_new(const char *certificate, const char *key, struct tls **out, char *why,
                    size_t why_size)
{
    struct tls *tls = calloc(1, sizeof *tls);
    snprintf(why, why_size, "memory is short");
    if (tls == NULL) return STATUS_NO_MEMORY;
    pthread_mutex_init(&tls->lock, NULL);
    tls->certificate = strdup(certificate);
    tls->key = strdup(key);
    enum status status = tls->certificate != NULL && tls->key != NULL
                             ? load(tls, &tls->first, &tls->current, why, why_size)
                             : STATUS_NO_MEMORY;
    if (status == STATUS_OK)
        *out = tls;
    else
        tls_free(tls);
    return status;
}

void tls_free(struct tls *tls)
{
    if (tls == NULL) return;
    credential_release(tls->current);
    files_free(&tls->first);
    pthread_mutex_destroy(&tls->lock);
    free(tls->certificate);
    free(tls->key);
    free(tls);
}

void tls_files(const struct tls *tls, const char **certificate, const char **key)
{
    *certificate = (const char *)tls->first.certificate.data;
    *key = (const char *)tls->first.key.data;
}

void tls_forget(struct tls *tls)
{
    files_free(&tls->first);
}

enum status tls_reload(struct tls *tls, char *why, size_t why_size)
{
    struct files files = {{NULL, 0}, {NULL, 0}};
    struct credential *fresh = NULL;
    enum status status = load(tls, &files, &fresh, why, why_size);
    if (status != STATUS_OK) return status;
    files_free(&files);
    pthread_mutex_lock(&tls->lock);
    struct credential *former = tls->current;
    tls->current = fresh;
    pthread_mutex_unlock(&tls->lock);
    credential_release(former);
    return STATUS_OK;
}

int64_t tls_expires(struct tls *tls)
{
    pthread_mutex_lock(&tls->lock);
    int64_t expires = tls->current->expires;
    pthread_mutex_unlock(&tls->lock);
    return expires;
}

struct credential *tls_begin(struct tls *tls, void *session)
{
    pthread_mutex_lock(&tls->lock);
    struct credential *credential = tls->current;
    atomic_fetch_add_explicit(&credential->references, 1, memory_order_relaxed);
    pthread_mutex_unlock(&tls->lock);
    if (gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, credential->handle) ==
        GNUTLS_E_SUCCESS)
        return credential;
    credential_release(credential);
    return NULL;
}

/* --- the other side --- */

/* A handshake within the socket's time limits. */
static bool shake_hands(gnutls_session_t session)
{
    enum { TRIES = 16 };
    int code = GNUTLS_E_AGAIN;
    for (int i = 0; i < TRIES && code < 0; i++) {
        code = gnutls_handshake(session);
        if (code == GNUTLS_E_AGAIN || gnutls_error_is_fatal(code)) break;
    }
    return code == GNUTLS_E_SUCCESS;
}

static size_t ask(gnutls_session_t session, gnutls_certificate_credentials_t nobody, int descriptor,
                  struct text question, char *answer, size_t size)
{
    if (gnutls_priority_set_direct(session, TLS_PRIORITIES, NULL) < 0 ||
        gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, nobody) < 0)
        return 0;
    gnutls_transport_set_int(session, descriptor);
    if (!shake_hands(session) ||
        gnutls_record_send(session, question.at, question.length) != (ssize_t)question.length)
        return 0;
    ssize_t got = gnutls_record_recv(session, answer, size);
    /* In TLS 1.3 tickets may come first. */
    for (int i = 0; i < 4 && (got == GNUTLS_E_AGAIN || got == GNUTLS_E_INTERRUPTED); i++)
        got = gnutls_record_recv(session, answer, size);
    return got > 0 ? (size_t)got : 0;
}

size_t tls_ask(int descriptor, struct text question, char *answer, size_t size)
{
    gnutls_session_t session;
    gnutls_certificate_credentials_t nobody;
    size_t got = 0;
    if (gnutls_certificate_allocate_credentials(&nobody) < 0) return 0;
    if (gnutls_init(&session, GNUTLS_CLIENT | GNUTLS_NO_SIGNAL) == GNUTLS_E_SUCCESS) {
        got = ask(session, nobody, descriptor, question, answer, size);
        gnutls_deinit(session);
    }
    gnutls_certificate_free_credentials(nobody);
    return got;
}
