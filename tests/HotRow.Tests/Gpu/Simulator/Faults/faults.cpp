// Kernels and calls that are wrong on purpose: the simulator is only worth something if it answers each with the driver's own code.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>

extern "C" {
int cuInit(unsigned); int cuDevicePrimaryCtxRetain(void**, int); int cuDevicePrimaryCtxRelease_v2(int); int cuCtxSetCurrent(void*);
int cuMemAlloc_v2(void**, size_t); int cuMemFree_v2(void*); int cuMemcpyHtoDAsync_v2(void*, const void*, size_t, void*); int cuMemcpyDtoHAsync_v2(void*, const void*, size_t, void*);
int cuStreamCreate(void**, unsigned); int cuStreamSynchronize(void*); int cuEventCreate(void**, unsigned); int cuEventRecord(void*, void*); int cuEventQuery(void*); int cuStreamWaitEvent(void*, void*, unsigned);
int cuModuleLoadData(void**, const char*); int cuModuleGetFunction(void**, void*, const char*);
int cuLaunchKernel(void*, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, void*, void**, void**); int cuCtxSynchronize();
int nvrtcCreateProgram(void**, const char*, const char*, int, void*, void*); int nvrtcCompileProgram(void*, int, const char* const*); int nvrtcGetProgramLog(void*, char*); int nvrtcGetProgramLogSize(void*, size_t*);
int nvrtcGetCUBINSize(void*, size_t*); int nvrtcGetCUBIN(void*, char*);
}

static const std::string head = "// What all dialects share.\n// --- kernel ---\n#line 1 \"wrong.kernel\"\n";
static const std::string kernels = R"(
KERNEL(write, 32)(GLOBAL int* p, int at) { if (LID0 == 0) p[at] = 1; }
KERNEL(read, 32)(GLOBAL int* p, int at) { if (LID0 == 0) p[0] = p[at]; }
KERNEL(ends, 32)(GLOBAL int* p, int at) { if (LID0 == at) return; BARRIER(); p[0] = 1; }
KERNEL(elsewhere, 32)(GLOBAL int* p, int at) {
    if (LID0 < at) { BARRIER(); }
    else { p[0] = 1;
        BARRIER(); }
}
KERNEL(stale, 32)(GLOBAL int* p, int at) { SHARED(int, box, 1); if (LID0 == at) { p[GRP0] = box[0]; box[0] = 7; } BARRIER(); }
KERNEL(turns, 32)(GLOBAL int* p, int at) { SHARED(int, box, 32); box[LID0] = LID0 + at; BARRIER(); int other = box[31 - LID0]; BARRIER(); box[LID0] = other; BARRIER(); p[LID0] = box[LID0]; }
)";

static int wrong;
static void* stream;

static void expect(const char* what, long got, long wanted) {
    if (got != wanted) { printf("%s: %ld, expected %ld\n", what, got, wanted); wrong++; }
}

// A kernel in a context of its own: what went wrong before is over.
static int launch(const char* name, unsigned groups, int at, int* result, unsigned threads = 32) {
    void *context, *program, *module, *function, *memory;
    cuDevicePrimaryCtxRetain(&context, 0);
    cuCtxSetCurrent(context);
    cuStreamCreate(&stream, 1);
    nvrtcCreateProgram(&program, (head + kernels).c_str(), "wrong.kernel", 0, nullptr, nullptr);
    const char* option = "--gpu-architecture=sm_90";
    expect("compiling", nvrtcCompileProgram(program, 1, &option), 0);
    size_t bytes;
    nvrtcGetCUBINSize(program, &bytes);
    std::string image(bytes, 0);
    nvrtcGetCUBIN(program, image.data());
    cuModuleLoadData(&module, image.c_str());
    expect(name, cuModuleGetFunction(&function, module, name), 0);
    cuMemAlloc_v2(&memory, 33 * sizeof(int));
    void* arguments[] = {&memory, &at};
    int code = cuLaunchKernel(function, groups, 1, 1, threads, 1, 1, 0, stream, arguments, nullptr);
    if (code == 0) code = cuCtxSynchronize();
    if (code == 0) code = cuMemcpyDtoHAsync_v2(result, memory, 32 * sizeof(int), stream);
    if (code == 0) code = cuStreamSynchronize(stream);
    // An error of a kernel stays until the context is given back.
    if (code >= 700 && code != 701) expect("the next call", cuMemFree_v2(memory), code);
    cuDevicePrimaryCtxRelease_v2(0);
    return code;
}

static void memory() {
    void *context, *one, *event, *other;
    cuDevicePrimaryCtxRetain(&context, 0);
    expect("no context on this thread", cuMemAlloc_v2(&one, 16), 709);
    cuCtxSetCurrent(context);
    cuStreamCreate(&stream, 1);
    cuStreamCreate(&other, 1);
    cuEventCreate(&event, 0);
    cuMemAlloc_v2(&one, 16);
    int source[8] = {1, 2, 3, 4, 5, 6, 7, 8}, got[4] = {};
    expect("a copy past the end", cuMemcpyHtoDAsync_v2(one, source, 17, stream), 1);
    expect("a copy to the host's memory", cuMemcpyHtoDAsync_v2(source, source, 16, stream), 1);
    expect("a copy", cuMemcpyHtoDAsync_v2(one, source, 16, stream), 0);
    cuEventRecord(event, stream);
    expect("an event behind work that nobody waited for", cuEventQuery(event), 600);
    cuStreamWaitEvent(other, event, 0);
    cuMemcpyDtoHAsync_v2(got, one, 16, other);
    cuStreamSynchronize(other);
    expect("what came back", got[3], 4);
    expect("free", cuMemFree_v2(one), 0);
    expect("free again", cuMemFree_v2(one), 1);
    expect("a copy to what was given back", cuMemcpyHtoDAsync_v2(one, source, 16, stream), 1);
    cuDevicePrimaryCtxRelease_v2(0);
}

int main() {
    int result[32];
    cuInit(0);
    expect("a write inside", launch("write", 1, 32, result), 0);
    expect("a write one element past the end", launch("write", 1, 33, result), 700);
    expect("a write far past the end", launch("write", 1, 5000, result), 700);
    expect("a read far past the end", launch("read", 1, 5000, result), 700);
    expect("a thread that ends before a barrier", launch("ends", 1, 5, result), 719);
    expect("all threads at the barrier", launch("ends", 1, 99, result), 0);
    expect("threads at two barriers", launch("elsewhere", 1, 9, result), 719);
    expect("shared memory of the group before", launch("stale", 4, 3, result), 0);
    for (int group = 0; group < 4; group++) expect("it is undefined", result[group] == 7, 0);
    expect("turns", launch("turns", 1, 100, result), 0);
    for (int lane = 0; lane < 32; lane++) expect("a turn", result[lane], 131 - lane);
    expect("other threads than the kernel declares", launch("turns", 1, 0, result, 16), 701);
    memory();
    return wrong;
}
