// Memory of the device and of the host. A block ends just before pages that cannot be touched, so a kernel that runs past it faults;
// what was given back stays untouchable, so a kernel that comes later faults too.
#include "simulator.h"
#include <cstdlib>
#include <cstring>
#include <sys/mman.h>

namespace sim {

struct Block { size_t bytes; char* mapped; size_t mapped_bytes; Kind kind; };

static constexpr size_t Page = 4096, Guard = 1 << 20, Unit = 16;
static constexpr unsigned char Undefined = 0xA5, Slack = 0x5C;
static std::map<uintptr_t, Block> blocks;
static std::map<uintptr_t, size_t> locked;

static size_t up(size_t value, size_t unit) { return (value + unit - 1) / unit * unit; }

void* take(size_t bytes, Kind kind) {
    size_t usable = up(bytes, Page);
    char* mapped = (char*)mmap(nullptr, usable + Guard, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mapped == MAP_FAILED) return nullptr;
    mprotect(mapped + usable, Guard, PROT_NONE);
    char* first = mapped + usable - up(bytes, Unit);
    memset(first, Undefined, bytes);
    memset(first + bytes, Slack, mapped + usable - first - bytes);
    blocks[(uintptr_t)first] = {bytes, mapped, usable + Guard, kind};
    return first;
}

static bool intact(uintptr_t first, const Block& block) {
    auto* end = (const unsigned char*)first + block.bytes;
    for (size_t i = 0; i < up(block.bytes, Unit) - block.bytes; i++)
        if (end[i] != Slack) { log("overrun: %zu bytes at %p were written past their end", block.bytes, (void*)first); return false; }
    return true;
}

int overrun() {
    for (auto& [first, block] : blocks)
        if (!intact(first, block)) return lost = IllegalAddress;
    return Success;
}

bool give(void* first, Kind kind) {
    auto found = blocks.find((uintptr_t)first);
    if (found == blocks.end() || found->second.kind != kind) return false;
    mmap(found->second.mapped, found->second.mapped_bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
    blocks.erase(found);
    return true;
}

bool inside(const void* first, size_t bytes, Kind kind) {
    auto found = blocks.upper_bound((uintptr_t)first);
    if (found == blocks.begin()) return false;
    --found;
    size_t offset = (uintptr_t)first - found->first;
    return found->second.kind == kind && offset <= found->second.bytes && bytes <= found->second.bytes - offset;
}

static bool is_locked(const void* first, size_t bytes) {
    auto found = locked.upper_bound((uintptr_t)first);
    if (found == locked.begin()) return false;
    --found;
    size_t offset = (uintptr_t)first - found->first;
    return offset <= found->second && bytes <= found->second - offset;
}

bool reachable(const void* first, size_t bytes) { return inside(first, bytes, Kind::Device) || inside(first, bytes, Kind::Host) || is_locked(first, bytes); }

size_t taken(Kind kind) {
    size_t sum = 0;
    for (auto& [first, block] : blocks) sum += block.kind == kind ? block.bytes : 0;
    return sum;
}

size_t registered() { return locked.size(); }

void drop_memory() {
    while (!blocks.empty()) give((void*)blocks.begin()->first, blocks.begin()->second.kind);
    locked.clear();
}

static size_t total() { return number("HOTROW_SIM_MEMORY", 4L << 30); }

// A copy of memory that is not page-locked takes the source at once; the rest is copied when the stream comes to it.
static int copy(Stream* stream, void* destination, const void* source, size_t bytes, bool pageable) {
    if (!pageable) return give_to(stream, [=] { memcpy(destination, source, bytes); return Success; });
    std::vector<char> staged((const char*)source, (const char*)source + bytes);
    return give_to(stream, [=] { memcpy(destination, staged.data(), bytes); return Success; });
}

}

using namespace sim;

EXPORT int cuMemGetInfo_v2(size_t* free, size_t* all) { CALL("cuMemGetInfo"); *free = total() - taken(Kind::Device); *all = total(); return Success; }

EXPORT int cuMemAlloc_v2(void** memory, size_t bytes) {
    CALL("cuMemAlloc");
    if (bytes == 0) return InvalidValue;
    if (bytes > total() - taken(Kind::Device)) return OutOfMemory;
    return (*memory = take(bytes, Kind::Device)) ? Success : OutOfMemory;
}

EXPORT int cuMemFree_v2(void* memory) {
    CALL("cuMemFree");
    if (int code = run_all()) return code;
    if (int code = overrun()) return code;
    return give(memory, Kind::Device) ? Success : InvalidValue;
}

EXPORT int cuMemHostAlloc(void** pointer, size_t bytes, unsigned flags) {
    CALL("cuMemHostAlloc");
    log("cuMemHostAlloc %zu %u", bytes, flags);
    if (bytes == 0 || flags > 7) return InvalidValue;
    return (*pointer = take(bytes, Kind::Host)) ? Success : OutOfMemory;
}

EXPORT int cuMemFreeHost(void* pointer) {
    CALL("cuMemFreeHost");
    if (int code = run_all()) return code;
    return give(pointer, Kind::Host) ? Success : InvalidValue;
}

EXPORT int cuMemHostRegister_v2(void* pointer, size_t bytes, unsigned flags) {
    CALL("cuMemHostRegister");
    log("cuMemHostRegister %zu %u", bytes, flags);
    if (bytes == 0 || (flags & ~11u)) return InvalidValue;
    if (is_locked(pointer, 1)) return AlreadyRegistered;
    if ((flags & 8) && getenv("HOTROW_SIM_READ_ONLY")) return InvalidValue;
    locked[(uintptr_t)pointer] = bytes;
    return Success;
}

EXPORT int cuMemHostUnregister(void* pointer) { CALL("cuMemHostUnregister"); return locked.erase((uintptr_t)pointer) ? Success : NotRegistered; }

EXPORT int cuMemHostGetDevicePointer_v2(void** memory, void* pointer, unsigned) {
    CALL("cuMemHostGetDevicePointer");
    *memory = pointer;
    return inside(pointer, 1, Kind::Host) || is_locked(pointer, 1) ? Success : InvalidValue;
}

EXPORT int cuMemcpyHtoDAsync_v2(void* destination, const void* source, size_t bytes, Stream* stream) {
    CALL("cuMemcpyHtoDAsync");
    return inside(destination, bytes, Kind::Device) ? copy(stream, destination, source, bytes, !reachable(source, bytes)) : InvalidValue;
}

EXPORT int cuMemcpyDtoHAsync_v2(void* destination, const void* source, size_t bytes, Stream* stream) {
    CALL("cuMemcpyDtoHAsync");
    return inside(source, bytes, Kind::Device) ? copy(stream, destination, source, bytes, false) : InvalidValue;
}

EXPORT int cuMemcpyDtoDAsync_v2(void* destination, const void* source, size_t bytes, Stream* stream) {
    CALL("cuMemcpyDtoDAsync");
    return inside(source, bytes, Kind::Device) && inside(destination, bytes, Kind::Device) ? copy(stream, destination, source, bytes, false) : InvalidValue;
}

EXPORT int cuMemsetD32Async(void* destination, unsigned value, size_t count, Stream* stream) {
    CALL("cuMemsetD32Async");
    if (!inside(destination, count * 4, Kind::Device) || (uintptr_t)destination % 4 != 0) return InvalidValue;
    return give_to(stream, [=] { for (size_t i = 0; i < count; i++) ((unsigned*)destination)[i] = value; return Success; });
}
