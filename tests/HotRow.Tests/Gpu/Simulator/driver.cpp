// Devices, the context, errors, and the report at the end.
#include "simulator.h"
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iterator>

namespace sim {

std::recursive_mutex turn;
int lost;

static bool started;
static int retained;
static uintptr_t generation = 0x1000;
static thread_local uintptr_t current;
static std::map<std::string, int> calls;

long number(const char* variable, long otherwise) {
    const char* text = getenv(variable);
    return text && *text ? atol(text) : otherwise;
}

void log(const char* format, ...) {
    const char* path = getenv("HOTROW_SIM_LOG");
    if (!path) return;
    if (FILE* file = fopen(path, "a")) {
        va_list arguments;
        va_start(arguments, format);
        vfprintf(file, format, arguments);
        va_end(arguments);
        fputc('\n', file);
        fclose(file);
    }
}

int injected(const char* function) {
    const char* text = getenv("HOTROW_SIM_FAIL");
    if (!text) return Success;
    int call = ++calls[function];
    std::string list = std::string(",") + text + ",";
    size_t at = list.find(std::string(",") + function + ":");
    if (at == std::string::npos) return Success;
    int code = 0, from = 1;
    sscanf(list.c_str() + at + 2 + strlen(function), "%d:%d", &code, &from);
    return call >= from ? code : Success;
}

int enter(const char* function, bool context) {
    if (int code = injected(function)) return code;
    if (!context) return Success;
    if (lost) return lost;
    return current == 0 ? InvalidContext : current != generation || retained == 0 ? ContextDestroyed : Success;
}

// What was taken and not given back, once a context or the process ends.
static void report(const char* when) {
    log("%s: outstanding %zu bytes device, %zu bytes host, %zu registered, %s, %d modules", when, taken(Kind::Device), taken(Kind::Host), registered(), open_handles().c_str(), modules());
}

static struct AtExit { ~AtExit() { if (started) report(retained ? "exit with an open context" : "exit"); } } at_exit;

static const struct { int code; const char* name; const char* text; } errors[] = {
    {0, "CUDA_SUCCESS", "no error"}, {1, "CUDA_ERROR_INVALID_VALUE", "invalid argument"}, {2, "CUDA_ERROR_OUT_OF_MEMORY", "out of memory"},
    {100, "CUDA_ERROR_NO_DEVICE", "no CUDA-capable device is detected"}, {101, "CUDA_ERROR_INVALID_DEVICE", "invalid device ordinal"},
    {200, "CUDA_ERROR_INVALID_IMAGE", "device kernel image is invalid"}, {201, "CUDA_ERROR_INVALID_CONTEXT", "invalid device context"},
    {209, "CUDA_ERROR_NO_BINARY_FOR_GPU", "no kernel image is available for execution on the device"}, {400, "CUDA_ERROR_INVALID_HANDLE", "invalid resource handle"},
    {500, "CUDA_ERROR_NOT_FOUND", "named symbol not found"}, {600, "CUDA_ERROR_NOT_READY", "device not ready"},
    {700, "CUDA_ERROR_ILLEGAL_ADDRESS", "an illegal memory access was encountered"}, {701, "CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES", "too many resources requested for launch"},
    {709, "CUDA_ERROR_CONTEXT_IS_DESTROYED", "context is destroyed"}, {712, "CUDA_ERROR_HOST_MEMORY_ALREADY_REGISTERED", "part or all of the requested memory range is already mapped"},
    {713, "CUDA_ERROR_HOST_MEMORY_NOT_REGISTERED", "pointer does not correspond to a registered memory region"}, {719, "CUDA_ERROR_LAUNCH_FAILED", "unspecified launch failure"},
    {801, "CUDA_ERROR_NOT_SUPPORTED", "operation not supported"}, {900, "CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED", "operation not permitted when stream is capturing"},
    {901, "CUDA_ERROR_STREAM_CAPTURE_INVALIDATED", "operation failed due to a previous error during capture"}, {999, "CUDA_ERROR_UNKNOWN", "unknown error"},
};

}

using namespace sim;

EXPORT int cuInit(unsigned) { CALL_ANYWHERE("cuInit"); started = true; return number("HOTROW_SIM_DEVICES", 1) < 0 ? NoDevice : Success; }
EXPORT int cuDriverGetVersion(int* version) { CALL_ANYWHERE("cuDriverGetVersion"); *version = (int)number("HOTROW_SIM_DRIVER", 12080); return Success; }
EXPORT int cuDeviceGetCount(int* count) { CALL_ANYWHERE("cuDeviceGetCount"); *count = (int)number("HOTROW_SIM_DEVICES", 1); return Success; }
EXPORT int cuDeviceGet(int* device, int ordinal) { CALL_ANYWHERE("cuDeviceGet"); *device = ordinal; return ordinal < 0 || ordinal >= number("HOTROW_SIM_DEVICES", 1) ? InvalidDevice : Success; }
EXPORT int cuDeviceGetName(char* name, int length, int) { CALL_ANYWHERE("cuDeviceGetName"); snprintf(name, length, "Simulated GPU"); return Success; }
EXPORT int cuDeviceTotalMem_v2(size_t* bytes, int) { CALL_ANYWHERE("cuDeviceTotalMem"); *bytes = number("HOTROW_SIM_MEMORY", 4L << 30); return Success; }

static int error_text(int code, const char** text, bool name) {
    for (auto& error : errors)
        if (error.code == code) { *text = name ? error.name : error.text; return Success; }
    *text = nullptr;
    return InvalidValue;
}

EXPORT int cuGetErrorName(int code, const char** name) { return error_text(code, name, true); }
EXPORT int cuGetErrorString(int code, const char** text) { return error_text(code, text, false); }

EXPORT int cuDeviceGetAttribute(int* value, int attribute, int) {
    CALL_ANYWHERE("cuDeviceGetAttribute");
    int architecture = (int)number("HOTROW_SIM_ARCH", 90);
    static const std::map<int, int> known = {{8, 49152}, {16, 2}, {19, 1}, {38, 8 << 20}, {40, 1}, {99, 1}, {108, 2 << 20}, {109, 4 << 20}, {113, 1}};
    if (attribute == 75) *value = architecture / 10;
    else if (attribute == 76) *value = architecture % 10;
    else if (known.count(attribute)) *value = known.at(attribute);
    else return InvalidValue;
    return Success;
}

EXPORT int cuDevicePrimaryCtxRetain(void** context, int) {
    CALL_ANYWHERE("cuDevicePrimaryCtxRetain");
    retained++;
    *context = (void*)generation;
    return Success;
}

EXPORT int cuDevicePrimaryCtxRelease_v2(int) {
    CALL_ANYWHERE("cuDevicePrimaryCtxRelease");
    if (retained == 0) return InvalidContext;
    if (--retained == 0) {
        report("context released");
        drop_streams();
        drop_memory();
        drop_modules();
        lost = Success;
        generation++;
    }
    return Success;
}

EXPORT int cuCtxSetCurrent(void* context) {
    CALL_ANYWHERE("cuCtxSetCurrent");
    if (context && ((uintptr_t)context != generation || retained == 0)) return ContextDestroyed;
    current = (uintptr_t)context;
    return Success;
}

EXPORT int cuCtxSynchronize() {
    CALL("cuCtxSynchronize");
    int code = run_all();
    return code ? code : overrun();
}

EXPORT int cuCtxSetLimit(int limit, size_t value) { CALL("cuCtxSetLimit"); log("cuCtxSetLimit %d %zu", limit, value); return limit == 6 && value <= (2u << 20) ? Success : InvalidValue; }
EXPORT int cuCtxResetPersistingL2Cache() { CALL("cuCtxResetPersistingL2Cache"); log("cuCtxResetPersistingL2Cache"); return Success; }
