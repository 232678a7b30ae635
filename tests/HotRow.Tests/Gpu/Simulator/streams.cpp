// Streams, events and graphs. What a stream is given waits until somebody waits for it, so an order that nobody asked for is not there.
#include "simulator.h"
#include <chrono>
#include <set>

namespace sim {

struct Graph { std::vector<Operation> operations; };
struct Window { void* first; size_t bytes; float ratio; int hit, miss; char rest[32]; };
static_assert(sizeof(Window) == 64, "the driver's attribute has 64 bytes");

static std::set<Stream*> streams;
static std::set<Event*> events;
static std::set<Graph*> graphs, executables;

bool is_stream(void* stream) { return streams.count((Stream*)stream) != 0; }

int run(Stream* stream, uint64_t upto) {
    while (stream->done < upto && !lost) {
        Operation operation = std::move(stream->queue.front());
        stream->queue.pop_front();
        stream->done++;
        if (int code = operation()) lost = code;
    }
    return lost;
}

int run_all() {
    for (Stream* stream : streams) run(stream, stream->given);
    return lost;
}

int give_to(Stream* stream, Operation operation) {
    if (!streams.count(stream)) return InvalidHandle;
    if (stream->capturing) {
        stream->recorded.push_back(std::move(operation));
        return Success;
    }
    stream->queue.push_back(std::move(operation));
    stream->given++;
    return Success;
}

std::string open_handles() {
    return std::to_string(streams.size()) + " streams, " + std::to_string(events.size()) + " events, " + std::to_string(graphs.size() + executables.size()) + " graphs";
}

template <class T> static void drop(std::set<T*>& all) {
    for (T* one : all) delete one;
    all.clear();
}

void drop_streams() {
    drop(streams);
    drop(events);
    drop(graphs);
    drop(executables);
}

// Waiting inside a recording ends it: there is nothing to wait for.
static int wait_for(Stream* stream, uint64_t position) {
    if (!streams.count(stream)) return InvalidHandle;
    if (!stream->capturing) return run(stream, position);
    stream->spoiled = true;
    return CaptureUnsupported;
}

template <class T> static int remove(std::set<T*>& all, T* one) {
    if (!all.erase(one)) return InvalidHandle;
    delete one;
    return Success;
}

static double now() { return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

}

using namespace sim;

EXPORT int cuCtxGetStreamPriorityRange(int* least, int* greatest) { CALL("cuCtxGetStreamPriorityRange"); *least = 0; *greatest = -5; return Success; }
EXPORT int cuStreamCreateWithPriority(Stream** stream, unsigned flags, int priority) { CALL("cuStreamCreateWithPriority"); log("cuStreamCreateWithPriority %u %d", flags, priority); streams.insert(*stream = new Stream()); return Success; }
EXPORT int cuStreamCreate(Stream** stream, unsigned flags) { CALL("cuStreamCreate"); log("cuStreamCreate %u", flags); streams.insert(*stream = new Stream()); return Success; }

EXPORT int cuStreamDestroy_v2(Stream* stream) {
    CALL("cuStreamDestroy");
    if (!is_stream(stream)) return InvalidHandle;
    int code = run(stream, stream->given);
    for (Event* event : events)
        if (event->stream == stream) event->stream = nullptr;
    remove(streams, stream);
    return code;
}

EXPORT int cuStreamSynchronize(Stream* stream) { CALL("cuStreamSynchronize"); return is_stream(stream) ? wait_for(stream, stream->given) : InvalidHandle; }

EXPORT int cuStreamWaitEvent(Stream* stream, Event* event, unsigned) {
    CALL("cuStreamWaitEvent");
    if (!events.count(event)) return InvalidHandle;
    Stream* other = event->stream;
    uint64_t position = event->position;
    return give_to(stream, [=] { return is_stream(other) ? run(other, position) : Success; });
}

EXPORT int cuStreamSetAttribute(Stream* stream, int attribute, const Window* window) {
    CALL("cuStreamSetAttribute");
    if (!is_stream(stream) || attribute != 1 || window->miss == 2 || window->bytes > (4u << 20)) return InvalidValue;
    if (!reachable(window->first, window->bytes)) return InvalidValue;
    log("cuStreamSetAttribute %d bytes %zu ratio %g hit %d miss %d", attribute, window->bytes, window->ratio, window->hit, window->miss);
    return Success;
}

EXPORT int cuEventCreate(Event** event, unsigned) { CALL("cuEventCreate"); events.insert(*event = new Event()); return Success; }
EXPORT int cuEventDestroy_v2(Event* event) { CALL("cuEventDestroy"); run_all(); return remove(events, event); }

EXPORT int cuEventRecord(Event* event, Stream* stream) {
    CALL("cuEventRecord");
    if (!events.count(event)) return InvalidHandle;
    int code = give_to(stream, [=] { if (events.count(event)) event->milliseconds = now(); return Success; });
    if (code == Success && !stream->capturing) { event->stream = stream; event->position = stream->given; event->recorded = true; }
    return code;
}

EXPORT int cuEventSynchronize(Event* event) {
    CALL("cuEventSynchronize");
    if (!events.count(event)) return InvalidHandle;
    return event->stream ? wait_for(event->stream, event->position) : Success;
}

// Each question lets the stream do one more thing, so that asking again and again comes to an end.
EXPORT int cuEventQuery(Event* event) {
    CALL("cuEventQuery");
    if (!events.count(event)) return InvalidHandle;
    Stream* stream = event->stream;
    if (!stream || stream->done >= event->position) return Success;
    int code = run(stream, stream->done + 1);
    return code ? code : NotReady;
}

EXPORT int cuEventElapsedTime(float* milliseconds, Event* start, Event* end) {
    CALL("cuEventElapsedTime");
    if (!events.count(start) || !events.count(end) || !start->recorded || !end->recorded) return InvalidHandle;
    if ((start->stream && start->stream->done < start->position) || (end->stream && end->stream->done < end->position)) return NotReady;
    *milliseconds = (float)(end->milliseconds - start->milliseconds);
    return Success;
}

EXPORT int cuStreamBeginCapture_v2(Stream* stream, int mode) {
    CALL("cuStreamBeginCapture");
    if (!is_stream(stream) || stream->capturing || mode < 0 || mode > 2) return InvalidValue;
    stream->capturing = true;
    return Success;
}

EXPORT int cuStreamEndCapture(Stream* stream, Graph** graph) {
    CALL("cuStreamEndCapture");
    *graph = nullptr;
    if (!is_stream(stream) || !stream->capturing) return InvalidValue;
    bool spoiled = stream->spoiled;
    if (!spoiled) graphs.insert(*graph = new Graph{stream->recorded});
    stream->recorded.clear();
    stream->capturing = stream->spoiled = false;
    return spoiled ? CaptureInvalidated : Success;
}

EXPORT int cuGraphInstantiateWithFlags(Graph** executable, Graph* graph, uint64_t flags) {
    CALL("cuGraphInstantiateWithFlags");
    if (!graphs.count(graph) || flags != 0) return InvalidValue;
    executables.insert(*executable = new Graph(*graph));
    log("cuGraphInstantiateWithFlags %zu", graph->operations.size());
    return Success;
}

EXPORT int cuGraphLaunch(Graph* executable, Stream* stream) {
    CALL("cuGraphLaunch");
    if (!executables.count(executable)) return InvalidHandle;
    log("cuGraphLaunch %zu", executable->operations.size());
    return give_to(stream, [operations = executable->operations] {
        for (auto& operation : operations)
            if (int code = operation()) return code;
        return (int)Success;
    });
}

EXPORT int cuGraphExecDestroy(Graph* executable) { CALL("cuGraphExecDestroy"); run_all(); return remove(executables, executable); }
EXPORT int cuGraphDestroy(Graph* graph) { CALL("cuGraphDestroy"); return remove(graphs, graph); }
