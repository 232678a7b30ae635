// NVRTC: reads the kernel's own text as host C++ and lets g++ compile it. An image is the path of what came of it.
#include "simulator.h"
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace sim {

struct Program { std::string text, name, log, image; bool portable = false; };

static const int architectures[] = {75, 80, 86, 90};
static const char* mark = "// --- kernel ---\n";
static const char* shared_prelude = "// What all dialects share.";

static std::string read(const std::string& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

static std::string folder() {
    if (const char* given = getenv("HOTROW_SIM_CACHE")) return given;
    static char made[] = "/tmp/hotrow-sim-XXXXXX";
    static const char* once = mkdtemp(made);
    return once;
}

// Defines, the host's prelude, what all dialects share, the kernel, and one entry for each kernel in it.
static std::string host_text(const std::string& text) {
    size_t kernel = text.find(mark), shared = text.find(shared_prelude);
    if (kernel == std::string::npos || shared == std::string::npos) return "";
    std::string host;
    for (size_t at = 0; text.compare(at, 8, "#define ") == 0; at = text.find('\n', at) + 1) host += text.substr(at, text.find('\n', at) + 1 - at);
    host += read(std::string(SIM_FOLDER) + "/host.prelude") + text.substr(shared, kernel - shared) + text.substr(kernel);
    std::string body = text.substr(kernel);
    host += body.find("BARRIER(") == std::string::npos ? "\nextern \"C\" const int simulation__turns = 0;\n" : "\nextern \"C\" const int simulation__turns = 1;\n";
    for (size_t at = body.find("\nKERNEL"); at != std::string::npos; at = body.find("\nKERNEL", at + 1)) {
        size_t first = body.find('(', at) + 1, last = first;
        while (isalnum((unsigned char)body[last]) || body[last] == '_') last++;
        host += "SIMULATED(" + body.substr(first, last - first) + ")\n";
    }
    return host;
}

// "gather.kernel:12:5: error: x" -> "gather.kernel(12): error: x", as NVRTC says it.
static std::string like_nvrtc(const std::string& log) {
    std::stringstream lines(log);
    std::string text;
    for (std::string line; std::getline(lines, line); text += line + "\n") {
        char name[128];
        int number, column, used = 0;
        if (sscanf(line.c_str(), "%127[^:]:%d:%d%n", name, &number, &column, &used) == 3) line = std::string(name) + "(" + std::to_string(number) + ")" + line.substr(used);
    }
    return text;
}

static int compile(Program* program) {
    std::string host = host_text(program->text);
    if (host.empty()) { program->log = "the text has no kernel mark, or no shared prelude before it\n"; return 6; }
    char name[32];
    snprintf(name, sizeof name, "/%016zx", std::hash<std::string>()(host));
    std::string base = folder() + name, library = base + ".so";
    if (access(library.c_str(), R_OK) != 0) {
        // A kernel may have the name of a function of the C library: -Bsymbolic keeps it the kernel's.
        // Another process may compile the same: each writes its own file, and the last name wins.
        std::string own = base + "." + std::to_string(getpid()), command = "g++ -std=c++20 -O1 -ffp-contract=off -fno-strict-aliasing -shared -fPIC -Wl,-Bsymbolic -w -x c++ ";
        std::ofstream(own + ".txt") << host;
        int ignored = system((command + own + ".txt -o " + own + ".so 2> " + own + ".log").c_str());
        (void)ignored;
        program->log = like_nvrtc(read(own + ".log"));
        if (rename((own + ".so").c_str(), library.c_str()) != 0) return 6;
    }
    program->image = "SIMULATED " + library;
    return 0;
}

}

using namespace sim;

#define COMPILER(name) std::lock_guard<std::recursive_mutex> hold(turn); if (int failed = injected(name)) return failed

EXPORT int nvrtcVersion(int* major, int* minor) { COMPILER("nvrtcVersion"); *major = 12; *minor = 8; return 0; }

EXPORT const char* nvrtcGetErrorString(int code) {
    static const char* const names[] = {"NVRTC_SUCCESS", "NVRTC_ERROR_OUT_OF_MEMORY", "NVRTC_ERROR_PROGRAM_CREATION_FAILURE", "NVRTC_ERROR_INVALID_INPUT", "NVRTC_ERROR_INVALID_PROGRAM", "NVRTC_ERROR_INVALID_OPTION", "NVRTC_ERROR_COMPILATION", "NVRTC_ERROR_BUILTIN_OPERATION_FAILURE"};
    return code >= 0 && code < 8 ? names[code] : "NVRTC_ERROR unknown";
}

EXPORT int nvrtcGetNumSupportedArchs(int* count) { COMPILER("nvrtcGetNumSupportedArchs"); *count = 4; return 0; }
EXPORT int nvrtcGetSupportedArchs(int* list) { COMPILER("nvrtcGetSupportedArchs"); memcpy(list, architectures, sizeof architectures); return 0; }

EXPORT int nvrtcCreateProgram(Program** program, const char* text, const char* name, int headers, const char* const*, const char* const*) {
    COMPILER("nvrtcCreateProgram");
    if (!text || !name || headers != 0) return 3;
    *program = new Program{text, name, "", ""};
    count_modules(1);
    return 0;
}

EXPORT int nvrtcDestroyProgram(Program** program) { COMPILER("nvrtcDestroyProgram"); delete *program; *program = nullptr; count_modules(-1); return 0; }

EXPORT int nvrtcCompileProgram(Program* program, int count, const char* const* options) {
    COMPILER("nvrtcCompileProgram");
    static const std::string known = " --std=c++17 -default-device --fmad=false --diag-suppress=177 ";
    for (int i = 0; i < count; i++) {
        int architecture = 0;
        bool supported = false;
        if (sscanf(options[i], "--gpu-architecture=sm_%d", &architecture) == 1) program->portable = false;
        else if (sscanf(options[i], "--gpu-architecture=compute_%d", &architecture) == 1) program->portable = true;
        else if (known.find(std::string(" ") + options[i] + " ") == std::string::npos) return 5;
        for (int one : architectures) supported |= one == architecture;
        if (architecture && !supported) return 5;
        if (architecture) log("nvrtcCompileProgram %s %s", program->name.c_str(), options[i]);
    }
    return compile(program);
}

EXPORT int nvrtcGetProgramLogSize(Program* program, size_t* bytes) { COMPILER("nvrtcGetProgramLogSize"); *bytes = program->log.size() + 1; return 0; }
EXPORT int nvrtcGetProgramLog(Program* program, char* text) { COMPILER("nvrtcGetProgramLog"); strcpy(text, program->log.c_str()); return 0; }
EXPORT int nvrtcGetCUBINSize(Program* program, size_t* bytes) { COMPILER("nvrtcGetCUBINSize"); *bytes = program->portable ? 0 : program->image.size() + 1; return 0; }
EXPORT int nvrtcGetCUBIN(Program* program, char* image) { COMPILER("nvrtcGetCUBIN"); if (program->portable) return 4; strcpy(image, program->image.c_str()); return 0; }
EXPORT int nvrtcGetPTXSize(Program* program, size_t* bytes) { COMPILER("nvrtcGetPTXSize"); *bytes = program->image.size() + 1; return 0; }
EXPORT int nvrtcGetPTX(Program* program, char* text) { COMPILER("nvrtcGetPTX"); strcpy(text, program->image.c_str()); return 0; }
