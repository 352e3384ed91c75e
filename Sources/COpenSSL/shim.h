#ifndef NAMEPLATE_COPENSSL_SHIM_H
#define NAMEPLATE_COPENSSL_SHIM_H

// SHA256_CTX is marked deprecated in OpenSSL 3 in favour of EVP, whose contexts
// cannot be copied without an allocation. A pre-keyed HMAC is two of them by value.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/crypto.h>
#include <openssl/sha.h>
#include <stddef.h>
#include <string.h>

// An HMAC-SHA256 key (RFC 2104) whose inner and outer pads are already absorbed.
typedef struct {
    SHA256_CTX inner;
    SHA256_CTX outer;
} nameplate_hmac_key;

static inline void nameplate_hmac_key_init(nameplate_hmac_key *key, const unsigned char *bytes, size_t count) {
    unsigned char block[SHA256_CBLOCK] = {0}, pad[SHA256_CBLOCK];
    if (count > sizeof block) {
        SHA256(bytes, count, block);
    } else if (count > 0) {
        memcpy(block, bytes, count);
    }
    for (size_t i = 0; i < sizeof pad; i++) pad[i] = block[i] ^ 0x36;
    SHA256_Init(&key->inner);
    SHA256_Update(&key->inner, pad, sizeof pad);
    for (size_t i = 0; i < sizeof pad; i++) pad[i] = block[i] ^ 0x5c;
    SHA256_Init(&key->outer);
    SHA256_Update(&key->outer, pad, sizeof pad);
    OPENSSL_cleanse(block, sizeof block);
    OPENSSL_cleanse(pad, sizeof pad);
}

static inline void nameplate_hmac_sign(const nameplate_hmac_key *key, const unsigned char *bytes, size_t count,
                                       unsigned char tag[SHA256_DIGEST_LENGTH]) {
    SHA256_CTX context = key->inner;
    SHA256_Update(&context, bytes, count);
    SHA256_Final(tag, &context);
    context = key->outer;
    SHA256_Update(&context, tag, SHA256_DIGEST_LENGTH);
    SHA256_Final(tag, &context);
}

static inline void nameplate_sha256(const unsigned char *bytes, size_t count,
                                    unsigned char digest[SHA256_DIGEST_LENGTH]) {
    SHA256_CTX context;
    SHA256_Init(&context);
    SHA256_Update(&context, bytes, count);
    SHA256_Final(digest, &context);
}

#endif
