// cuBLAS: a plain product that reads columns first, as the library does.
#include "simulator.h"
#include <cstring>

namespace sim {

struct Matrix { Stream* stream; };

static float of_bits(uint32_t bits) { float x; memcpy(&x, &bits, 4); return x; }
static uint32_t to_bits(float x) { uint32_t bits; memcpy(&bits, &x, 4); return bits; }

static float read(const void* at, size_t index, int type) {
    if (type == 0) return ((const float*)at)[index];
    uint16_t bits = ((const uint16_t*)at)[index];
    if (type == 14) return of_bits((uint32_t)bits << 16);
    uint32_t rest = bits & 0x7FFF;
    float size = rest >= 0x7C00 ? of_bits(0x7F800000u | (rest & 0x3FF) << 13) : of_bits(rest << 13) * 0x1p112f;
    return bits & 0x8000 ? -size : size;
}

static void write(void* at, size_t index, int type, float value) {
    uint32_t bits = to_bits(value), sign = bits >> 16 & 0x8000, rest = bits & 0x7FFFFFFF;
    if (type == 0) { ((float*)at)[index] = value; return; }
    uint16_t& out = ((uint16_t*)at)[index];
    if (type == 14) out = (uint16_t)((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
    else if (rest >= 0x477FF000) out = (uint16_t)(sign | (rest > 0x7F800000 ? 0x7E00 : 0x7C00));
    else if (rest < 0x38800000) out = (uint16_t)(sign | (to_bits(of_bits(rest) + 0.5f) - 0x3F000000));
    else out = (uint16_t)(sign | (rest - 0x38000000 + 0xFFF + (rest >> 13 & 1)) >> 13);
}

static float rounded(float value, bool tf32) { return tf32 ? of_bits((to_bits(value) + 0xFFF + (to_bits(value) >> 13 & 1)) & ~0x1FFFu) : value; }

static bool holds(const void* at, int rows, int columns, int stride, size_t element) {
    return stride >= rows && reachable(at, ((size_t)stride * (columns - 1) + rows) * element);
}

}

using namespace sim;

#define MATRIX(name) std::lock_guard<std::recursive_mutex> hold(turn); if (int failed = injected(name)) return failed

EXPORT int cublasGetProperty(int property, int* value) { MATRIX("cublasGetProperty"); *value = property == 0 ? 12 : property == 1 ? 8 : 4; return property < 0 || property > 2 ? 7 : 0; }
EXPORT int cublasCreate_v2(Matrix** handle) { MATRIX("cublasCreate"); *handle = new Matrix{}; count_modules(1); return 0; }
EXPORT int cublasDestroy_v2(Matrix* handle) { MATRIX("cublasDestroy"); delete handle; count_modules(-1); return 0; }
EXPORT int cublasSetStream_v2(Matrix* handle, Stream* stream) { MATRIX("cublasSetStream"); handle->stream = stream; return is_stream(stream) ? 0 : 7; }
EXPORT const char* cublasGetStatusName(int status) { return status == 0 ? "CUBLAS_STATUS_SUCCESS" : status == 1 ? "CUBLAS_STATUS_NOT_INITIALIZED" : status == 7 ? "CUBLAS_STATUS_INVALID_VALUE" : status == 15 ? "CUBLAS_STATUS_NOT_SUPPORTED" : "CUBLAS_STATUS_INTERNAL_ERROR"; }
EXPORT const char* cublasGetStatusString(int status) { return status == 0 ? "success" : status == 1 ? "the library was not initialized" : status == 7 ? "an unsupported value or parameter was passed to the function" : status == 15 ? "the requested functionality is not supported" : "an internal operation failed"; }

EXPORT int cublasGemmEx(Matrix* handle, int transpose_a, int transpose_b, int m, int n, int k, const float* alpha, const void* a, int type_a, int stride_a, const void* b, int type_b, int stride_b, const float* beta, void* c, int type_c, int stride_c, int compute, int algorithm) {
    MATRIX("cublasGemmEx");
    log("cublasGemmEx %d %d m %d n %d k %d strides %d %d %d type %d compute %d algorithm %d", transpose_a, transpose_b, m, n, k, stride_a, stride_b, stride_c, type_a, compute, algorithm);
    if (transpose_a || transpose_b || *alpha != 1 || *beta != 0 || m < 1 || n < 1 || k < 1) return 7;
    if (type_a != type_b || type_a != type_c || (type_a != 0 && type_a != 2 && type_a != 14) || (compute != 68 && (compute != 77 || type_a != 0))) return 15;
    size_t element = type_a == 0 ? 4 : 2;
    if (!holds(a, m, k, stride_a, element) || !holds(b, k, n, stride_b, element) || !holds(c, m, n, stride_c, element)) return 7;
    int code = give_to(handle->stream, [=] {
        for (int column = 0; column < n; column++)
            for (int row = 0; row < m; row++) {
                float sum = 0;
                for (int i = 0; i < k; i++) sum += rounded(read(a, (size_t)i * stride_a + row, type_a), compute == 77) * rounded(read(b, (size_t)column * stride_b + i, type_b), compute == 77);
                write(c, (size_t)column * stride_c + row, type_c, sum);
            }
        return (int)Success;
    });
    return code ? 13 : 0;
}
