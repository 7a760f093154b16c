/* The compiled engine of the fuzzy index as a Python module: search(), checksum(). Limited API of Python 3.11 (abi3).
 *
 * Optional: where it was not built, numpy_engine.py gives the same answers. The GIL is released while a part is searched.
 */
#define PY_SSIZE_T_CLEAN
#ifndef Py_LIMITED_API
#define Py_LIMITED_API 0x030B0000
#endif
#include <Python.h>

#include "_checksum.h"
#include "_fuzzy_core.h"
#include "_fuzzy_lcs.h"
#include "_fuzzy_search.h"

/* The key of a hit as written: the row itself, or for a SORTED row the one linked to it. NULL with an exception set. */
static PyObject *key_of(const Search *search, const Hit *hit) {
    const Part *part = search->part;
    const Run *run = &part->runs[hit->run];
    uint32_t *scratch = search->points;
    uint32_t row = hit->row;
    int order = 1;
    if (run->kind == SORTED && (!(run = linked_run(part, &row)) || run->length > search->longest)) {
        PyErr_SetString(PyExc_ValueError, "a damaged part: a row without its link");
        return NULL;
    }
    const uint8_t *text = row_text(part, run, row);
    for (uint32_t i = 0; i < run->length; i++)
        scratch[i] = run->width == 1 ? part->alphabet->points[text[i]] : ((const uint32_t *)text)[i];
    order = *(const uint8_t *)&order ? -1 : 1; /* the machine's own byte order, so that U+FEFF stays a character */
    return PyUnicode_DecodeUTF32((const char *)scratch, 4 * (Py_ssize_t)run->length, "surrogatepass", &order);
}

static PyObject *list_hits(const Search *search, const Query *query, Py_ssize_t limit) {
    size_t count = limit >= 0 && (size_t)limit < query->hit_count ? (size_t)limit : query->hit_count;
    PyObject *list = PyList_New((Py_ssize_t)count);
    for (size_t i = 0; list && i < count; i++) {
        PyObject *key = key_of(search, &query->hits[i]);
        PyObject *hit = key ? Py_BuildValue("(LdN)", (long long)query->hits[i].id, query->hits[i].score, key) : NULL;
        if (!hit) {
            Py_CLEAR(list);
        } else {
            PyList_SetItem(list, (Py_ssize_t)i, hit);
        }
    }
    return list;
}

/* Prepare the queries of a list of str. Returns the number prepared (all, unless an exception is set). */
static Py_ssize_t read_queries(const Part *part, PyObject *texts, Query *queries) {
    Py_ssize_t count = PyList_Size(texts), done = 0;
    for (; done < count; done++) {
        PyObject *text = PyList_GetItem(texts, done);
        if (!PyUnicode_Check(text)) {
            PyErr_SetString(PyExc_TypeError, "a query must be a str");
            break;
        }
        Py_ssize_t length = PyUnicode_GetLength(text);
        uint32_t *points = length < 0 || length > 0x3fffffff ? NULL : malloc(4 * ((size_t)length + 1));
        if (!points || !PyUnicode_AsUCS4(text, points, length + 1, 1) ||
            pattern_make(&queries[done].pattern, part->alphabet, points, (uint32_t)length)) {
            free(points);
            pattern_free(&queries[done].pattern);
            if (!PyErr_Occurred()) PyErr_NoMemory();
            break;
        }
        free(points);
    }
    return done;
}

static PyObject *search_buffer(const Py_buffer *view, PyObject *texts, double cutoff, Py_ssize_t limit, int sorted) {
    Part part;
    if (part_open(&part, view->buf, (size_t)view->len)) return PyErr_Format(PyExc_ValueError, "a damaged part");
    Py_ssize_t count = PyList_Size(texts);
    Query *queries = calloc((size_t)count + 1, sizeof(Query));
    if (!queries) return PyErr_NoMemory();
    Search search = {.part = &part, .queries = queries, .count = (size_t)count, .cutoff = cutoff, .sorted = sorted};
    Py_ssize_t ready = read_queries(&part, texts, queries);
    PyObject *answer = NULL;
    if (ready == count) {
        int failed;
        Py_BEGIN_ALLOW_THREADS
        failed = search_part(&search);
        Py_END_ALLOW_THREADS
        if (failed == FUZZY_NO_MEMORY) PyErr_NoMemory();
        else if (failed) PyErr_SetString(PyExc_ValueError, "a damaged part");
        else answer = PyList_New(count);
    }
    for (Py_ssize_t i = 0; answer && i < count; i++) {
        PyObject *hits = list_hits(&search, &queries[i], limit);
        if (hits) PyList_SetItem(answer, i, hits); else Py_CLEAR(answer);
    }
    for (Py_ssize_t i = 0; i < ready; i++) query_free(&queries[i]);
    free(search.room);
    free(queries);
    return answer;
}

PyDoc_STRVAR(search_doc,
"search(part, queries, cutoff, limit, token_sorted)\n--\n\n"
"For each str of the list `queries`, a list of its (id, score, key) in one part, best first, ties by id; `limit` -1 for\n"
"all. With `token_sorted` the queries must be token_sort()ed already. 0 <= cutoff <= 100 is the caller's duty.\n"
"Raises ValueError for a damaged part.");

static PyObject *fuzzy_search(PyObject *module, PyObject *args) {
    Py_buffer view;
    PyObject *texts, *answer;
    double cutoff;
    Py_ssize_t limit;
    int sorted;
    (void)module;
    if (!PyArg_ParseTuple(args, "y*Odnp", &view, &texts, &cutoff, &limit, &sorted)) return NULL;
    if (PyList_Check(texts)) {
        answer = search_buffer(&view, texts, cutoff, limit, sorted);
    } else {
        answer = PyErr_Format(PyExc_TypeError, "queries must be a list");
    }
    PyBuffer_Release(&view);
    return answer;
}

PyDoc_STRVAR(checksum_doc,
"checksum(buffer)\n--\n\n"
"Fletcher's two sums over the 64-bit words of the buffer, modulo 2**64, as a pair of int. Raises ValueError for a\n"
"buffer that is not a whole number of words.");

static PyObject *fuzzy_checksum(PyObject *module, PyObject *buffer) {
    Py_buffer view;
    uint64_t sums[2];
    (void)module;
    if (PyObject_GetBuffer(buffer, &view, PyBUF_SIMPLE)) return NULL;
    if (view.len % 8) {
        PyBuffer_Release(&view);
        return PyErr_Format(PyExc_ValueError, "not a whole number of 64-bit words");
    }
    Py_BEGIN_ALLOW_THREADS
    two_sums(view.buf, (size_t)view.len / 8, sums);
    Py_END_ALLOW_THREADS
    PyBuffer_Release(&view);
    return Py_BuildValue("(KK)", (unsigned long long)sums[0], (unsigned long long)sums[1]);
}

static PyMethodDef methods[] = {
    {"search", fuzzy_search, METH_VARARGS, search_doc},
    {"checksum", fuzzy_checksum, METH_O, checksum_doc},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {{0, NULL}};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_fuzzy", "The compiled engine of the fuzzy index.", 0, methods, slots, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__fuzzy(void) { return PyModuleDef_Init(&definition); }
