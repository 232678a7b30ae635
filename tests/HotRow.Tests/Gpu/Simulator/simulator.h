// A device that is this process, behind the calls of NVIDIA's driver, compiler and matrix library: what the real bindings are tested with
// where there is no GPU. Sizes, handles and ranges are checked, memory ends at a page that cannot be touched, streams run as late as they
// may, groups and threads run in a shuffled order. It knows nothing of speed.
//   HOTROW_SIM_MEMORY  bytes of device memory (4 GiB)         HOTROW_SIM_ARCH    compute capability (90)
//   HOTROW_SIM_DRIVER  the driver's version (12080)           HOTROW_SIM_SEED    of the orders (1)
//   HOTROW_SIM_FAIL    "cuStreamCreate:999,cuMemAlloc:2:3": fails with that code, from the third call on where a third number stands
//   HOTROW_SIM_LOG     file that gets some calls with their arguments, and what was not given back
//   HOTROW_SIM_CACHE   folder of compiled kernels             HOTROW_SIM_READ_ONLY  set: registering for reading alone is refused
//   HOTROW_SIM_DEVICES how many there are (1)
#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#define EXPORT extern "C" __attribute__((visibility("default")))

namespace sim {

enum : int {
    Success = 0, InvalidValue = 1, OutOfMemory = 2, NoDevice = 100, InvalidDevice = 101, InvalidImage = 200, InvalidContext = 201,
    NoBinaryForGpu = 209, InvalidHandle = 400, NotFound = 500, NotReady = 600, IllegalAddress = 700, OutOfResources = 701, ContextDestroyed = 709,
    AlreadyRegistered = 712, NotRegistered = 713, LaunchFailed = 719, CaptureUnsupported = 900, CaptureInvalidated = 901,
};

using Operation = std::function<int()>;

struct Stream {
    std::deque<Operation> queue;
    uint64_t given = 0, done = 0;
    bool capturing = false, spoiled = false;
    std::vector<Operation> recorded;
};

struct Event {
    Stream* stream = nullptr;
    uint64_t position = 0;
    double milliseconds = 0;
    bool recorded = false;
};

enum class Kind { Device, Host };

extern std::recursive_mutex turn;
extern int lost;

// What every call begins with: an injected failure, a context that is none, a kernel that went wrong before.
int enter(const char* function, bool context = true);
int injected(const char* function);
void log(const char* format, ...) __attribute__((format(printf, 1, 2)));
long number(const char* variable, long otherwise);

void* take(size_t bytes, Kind kind);
bool give(void* first, Kind kind);
bool inside(const void* first, size_t bytes, Kind kind);
bool reachable(const void* first, size_t bytes);
size_t taken(Kind kind);
size_t registered();
int overrun();
void drop_memory();

int run(Stream* stream, uint64_t upto);
int run_all();
int give_to(Stream* stream, Operation operation);
std::string open_handles();
void drop_streams();
bool is_stream(void* stream);

void count_modules(int change);
int modules();
void drop_modules();

}

#define CALL(name) std::lock_guard<std::recursive_mutex> hold(sim::turn); if (int failed = sim::enter(name)) return failed
#define CALL_ANYWHERE(name) std::lock_guard<std::recursive_mutex> hold(sim::turn); if (int failed = sim::enter(name, false)) return failed
