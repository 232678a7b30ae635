// Modules and launches. The threads of a group run one after the other in a shuffled order; where the kernel has barriers, each runs
// on a stack of its own up to the next one. A thread that ends, or waits elsewhere, while others wait at a barrier is an error.
#include "simulator.h"
#include <csetjmp>
#include <csignal>
#include <cstring>
#include <dlfcn.h>
#include <memory>
#include <numeric>
#include <random>
#include <thread>
#include <ucontext.h>

namespace sim {

struct Simulation { int lid0, lid1, grp0, grp1, ngrp0; long group; void (*barrier)(int line); };
struct Module { void* library; std::map<std::string, std::unique_ptr<struct Function>> functions; };
struct Function { void* (*bind)(void**); void (*call)(void*); void (*drop)(void*); const int* threads; bool turns; };
struct Fiber { ucontext_t start; jmp_buf at; std::unique_ptr<char[]> stack; int line; enum { Fresh, Waiting, Ended } state; };
struct Shape { unsigned x, y, threads_x, threads_y; };

static constexpr size_t StackBytes = 256 << 10;
static std::map<Module*, std::unique_ptr<Module>> loaded;
static int programs;
static Simulation state;
static std::vector<std::unique_ptr<Fiber>> fibers;
static Fiber* running;
static jmp_buf scheduler;
static void (*running_call)(void*);
static void* running_arguments;
static thread_local bool guarded;
static thread_local sigjmp_buf escape;
static struct sigaction before_segv, before_bus;
static std::mt19937_64 random_order;

void count_modules(int change) { programs += change; }
void drop_modules() { loaded.clear(); }
int modules() { return (int)loaded.size() + programs; }

static void barrier(int line) {
    running->line = line;
    running->state = Fiber::Waiting;
    if (_setjmp(running->at) == 0) _longjmp(scheduler, 1);
}

static void begin() {
    running_call(running_arguments);
    running->state = Fiber::Ended;
    _longjmp(scheduler, 1);
}

static void place(size_t thread, const Shape& shape) {
    state.lid0 = (int)(thread % shape.threads_x);
    state.lid1 = (int)(thread / shape.threads_x);
}

static void resume(Fiber* fiber) {
    running = fiber;
    if (_setjmp(scheduler) != 0) return;
    if (fiber->state == Fiber::Waiting) _longjmp(fiber->at, 1);
    getcontext(&fiber->start);
    if (!fiber->stack) fiber->stack.reset(new char[StackBytes]);
    fiber->start.uc_stack.ss_sp = fiber->stack.get();
    fiber->start.uc_stack.ss_size = StackBytes;
    makecontext(&fiber->start, begin, 0);
    setcontext(&fiber->start);
}

static int run_turns(const Shape& shape, std::vector<size_t>& order) {
    while (fibers.size() < order.size()) fibers.emplace_back(new Fiber());
    for (size_t thread : order) fibers[thread]->state = Fiber::Fresh;
    for (;;) {
        size_t ended = 0;
        for (size_t thread : order) {
            place(thread, shape);
            resume(fibers[thread].get());
            ended += fibers[thread]->state == Fiber::Ended;
        }
        if (ended == order.size()) return Success;
        for (size_t thread : order)
            if (ended > 0 || fibers[thread]->line != fibers[0]->line) { log("divergent barrier: line %d", fibers[0]->line); return LaunchFailed; }
        std::shuffle(order.begin(), order.end(), random_order);
    }
}

static int run_groups(const Function* function, const Shape& shape, void* arguments) {
    std::vector<size_t> groups((size_t)shape.x * shape.y), threads((size_t)shape.threads_x * shape.threads_y);
    std::iota(groups.begin(), groups.end(), 0);
    std::iota(threads.begin(), threads.end(), 0);
    std::shuffle(groups.begin(), groups.end(), random_order);
    running_call = function->call;
    running_arguments = arguments;
    state.ngrp0 = (int)shape.x;
    for (size_t group : groups) {
        state.grp0 = (int)(group % shape.x);
        state.grp1 = (int)(group / shape.x);
        state.group++;
        std::shuffle(threads.begin(), threads.end(), random_order);
        if (function->turns) {
            if (int code = run_turns(shape, threads)) return code;
        } else {
            for (size_t thread : threads) { place(thread, shape); function->call(arguments); }
        }
    }
    return Success;
}

static void fault(int signal, siginfo_t* info, void* context) {
    if (guarded) siglongjmp(escape, 1);
    struct sigaction& before = signal == SIGSEGV ? before_segv : before_bus;
    if (before.sa_flags & SA_SIGINFO) before.sa_sigaction(signal, info, context);
    else { sigaction(signal, &before, nullptr); }
}

// On a thread of its own: its faults are the kernel's, and the stacks it changes are nobody else's.
static int launch(const Function* function, const Shape& shape, void* arguments) {
    static const bool once = [] {
        struct sigaction action = {};
        action.sa_sigaction = fault;
        action.sa_flags = SA_SIGINFO | SA_ONSTACK;
        sigaction(SIGSEGV, &action, &before_segv);
        sigaction(SIGBUS, &action, &before_bus);
        random_order.seed(number("HOTROW_SIM_SEED", 1));
        return true;
    }();
    (void)once;
    int code = Success;
    std::thread([&] {
        if (sigsetjmp(escape, 1) == 0) {
            guarded = true;
            code = run_groups(function, shape, arguments);
        } else {
            code = IllegalAddress;
        }
        guarded = false;
    }).join();
    return code;
}

}

using namespace sim;

EXPORT int cuModuleLoadData(Module** module, const char* image) {
    CALL("cuModuleLoadData");
    if (strncmp(image, "SIMULATED ", 10) != 0) return InvalidImage;
    void* library = dlopen(image + 10, RTLD_NOW | RTLD_LOCAL);
    if (!library) { log("%s", dlerror()); return InvalidImage; }
    auto attach = (void (*)(Simulation*))dlsym(library, "simulation__attach");
    state.barrier = barrier;
    attach(&state);
    auto made = std::make_unique<Module>();
    made->library = library;
    *module = made.get();
    loaded[made.get()] = std::move(made);
    return Success;
}

EXPORT int cuModuleUnload(Module* module) {
    CALL("cuModuleUnload");
    if (!loaded.count(module)) return InvalidHandle;
    // The library stays: a graph that was recorded from it gives its arguments back through it.
    int code = run_all();
    loaded.erase(module);
    return code;
}

EXPORT int cuModuleGetFunction(Function** function, Module* module, const char* name) {
    CALL("cuModuleGetFunction");
    if (!loaded.count(module)) return InvalidHandle;
    auto find = [&](const char* part) { return dlsym(module->library, (std::string(name) + part).c_str()); };
    if (!find("__bind")) return NotFound;
    auto& made = module->functions[name];
    if (!made) made.reset(new Function{(void* (*)(void**))find("__bind"), (void (*)(void*))find("__call"), (void (*)(void*))find("__drop"), (const int*)find("__threads"), *(const int*)dlsym(module->library, "simulation__turns") != 0});
    *function = made.get();
    return Success;
}

EXPORT int cuFuncLoad(Function*) { CALL("cuFuncLoad"); return Success; }

EXPORT int cuLaunchKernel(Function* function, unsigned x, unsigned y, unsigned z, unsigned threads_x, unsigned threads_y, unsigned threads_z, unsigned shared, Stream* stream, void** values, void** extra) {
    CALL("cuLaunchKernel");
    bool known = false;
    for (auto& [module, owned] : loaded)
        for (auto& [name, one] : owned->functions) known |= one.get() == function;
    if (!known) return InvalidHandle;
    if (x == 0 || y == 0 || y > 65535 || z != 1 || threads_z != 1 || shared != 0 || extra) return InvalidValue;
    // The hardware takes fewer threads than a kernel declares; the kernels do not.
    if ((int)threads_x != function->threads[0] || (int)threads_y != function->threads[1]) return OutOfResources;
    std::shared_ptr<void> bound(function->bind(values), function->drop);
    return give_to(stream, [=] { return launch(function, {x, y, threads_x, threads_y}, bound.get()); });
}
