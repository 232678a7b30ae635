using System.Text;
using System.Text.Json.Nodes;
using HotRow.Notebook;

namespace HotRow.Tests;

/// <summary>Small notebooks for tests.</summary>
internal static class NotebookSamples
{
    /// <summary>As Jupyter's own writer has it: all kinds of cells and outputs, and fields that nobody here knows.</summary>
    internal const string Rich = """
        {
         "cells": [
          {
           "attachments": {
            "a.png": {
             "image/png": "iVBORw0KGgo="
            }
           },
           "cell_type": "markdown",
           "id": "title",
           "metadata": {},
           "source": [
            "# Größe 😀 \"x\"\n",
            "\n",
            "text"
           ]
          },
          {
           "cell_type": "code",
           "execution_count": 3,
           "id": "sum",
           "metadata": {
            "collapsed": true,
            "mine": {
             "a": 1e-05,
             "b": [
              1.0,
              -2,
              {}
             ]
            },
            "tags": [
             "parameters"
            ]
           },
           "outputs": [
            {
             "name": "stdout",
             "output_type": "stream",
             "text": [
              "a\n",
              "b"
             ]
            },
            {
             "data": {
              "application/vnd.plotly.v1+json": {
               "data": [
                {
                 "x": [
                  1,
                  2.5
                 ]
                }
               ]
              },
              "image/png": "iVBORw0KGgo=",
              "image/svg+xml": [
               "<a>\n",
               "</a>"
              ],
              "text/plain": []
             },
             "metadata": {
              "id": "chart-1"
             },
             "output_type": "display_data"
            },
            {
             "data": {
              "text/plain": [
               "3"
              ]
             },
             "execution_count": 3,
             "metadata": {},
             "output_type": "execute_result"
            },
            {
             "ename": "E",
             "evalue": "v",
             "output_type": "error",
             "traceback": [
              "one\ttwo",
              "\u001b[0m"
             ]
            }
           ],
           "source": [
            "1 + 2"
           ],
           "unknown": null
          },
          {
           "cell_type": "raw",
           "id": "raw_-1",
           "metadata": {
            "format": "x"
           },
           "source": []
          }
         ],
         "metadata": {
          "kernelspec": {
           "display_name": "C# (HotRow)",
           "language": "C#",
           "name": "hotrow-csharp"
          },
          "zzz": false
         },
         "nbformat": 4,
         "nbformat_minor": 5
        }

        """;

    /// <summary>A notebook of code cells c1, c2, ... that were never run.</summary>
    internal static NotebookFile OfCode(params string[] sources) => Of([.. sources.Select((source, i) => Code($"c{i + 1}", source))]);

    internal static NotebookFile Of(params JsonNode[] cells) => Parse(Json(cells));

    internal static JsonObject Json(params JsonNode[] cells) => new()
    {
        ["cells"] = new JsonArray(cells),
        ["metadata"] = new JsonObject { ["kernelspec"] = new JsonObject { ["name"] = "any", ["display_name"] = "Any", ["language"] = "C#" } },
        ["nbformat"] = 4,
        ["nbformat_minor"] = 5,
    };

    internal static JsonObject Code(string id, string source, params string[] tags) => new()
    {
        ["cell_type"] = "code",
        ["id"] = id,
        ["metadata"] = tags.Length == 0 ? [] : new JsonObject { ["tags"] = new JsonArray([.. tags.Select(t => (JsonNode?)t)]) },
        ["execution_count"] = null,
        ["outputs"] = new JsonArray(),
        ["source"] = source,
    };

    internal static JsonObject Markdown(string id, string source) => new() { ["cell_type"] = "markdown", ["id"] = id, ["metadata"] = new JsonObject(), ["source"] = source };

    internal static NotebookFile Parse(JsonNode json) => Parse(json.ToJsonString());

    internal static NotebookFile Parse(string text) => NotebookFile.Parse(Encoding.UTF8.GetBytes(text), "n.ipynb");

    internal static string Text(this NotebookFile notebook) => Encoding.UTF8.GetString(notebook.ToBytes());
}
