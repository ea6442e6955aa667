// SPDX-License-Identifier: GPL-3.0-or-later
// phi1_token_bench: what streaming costs the window's thread: 4 panes of 10 000 tokens, 2 000
// tokens a second each, in batches of 60 a second as the engine's client delivers them, as fast as
// the machine goes. Writes one line of JSON per case: milliseconds of processor time of a frame
// (appending what came, laying it out and painting all panes) in the middle, at 99 % and at worst.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <memory>
#include <vector>

#include <QApplication>
#include <QImage>

#include "tests/views/compare/sample_tokens.h"
#include "views/compare/prompt_editor.h"
#include "views/compare/token_view.h"
#include "views/theme/theme.h"

namespace {

using namespace phi1;

/// Processor time of this thread: what a frame costs, also on a machine that is busy otherwise.
class Stopwatch
{
public:
    void start() { m_start = now(); }
    double milliseconds() const { return now() - m_start; }

private:
    static double now()
    {
        timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
    }
    double m_start = 0;
};

struct Frames {
    std::vector<double> milliseconds;
    void print(const char *name)
    {
        std::sort(milliseconds.begin(), milliseconds.end());
        const auto at = [&](double share) {
            return milliseconds[static_cast<std::size_t>(
                share * static_cast<double>(milliseconds.size() - 1))];
        };
        std::printf("{\"case\":\"%s\",\"frames\":%zu,\"p50_ms\":%.2f,\"p99_ms\":%.2f,"
                    "\"worst_ms\":%.2f}\n",
                    name, milliseconds.size(), at(0.5), at(0.99), at(1));
        std::fflush(stdout);
    }
};

QVector<ViewToken> manyTokens(const QString &kind, int count)
{
    QVector<ViewToken> tokens;
    while (tokens.size() < count) {
        if (kind == QStringLiteral("one line"))
            tokens += test::tokenOf(" token", 0.3);
        else if (kind == QStringLiteral("unicode"))
            tokens += test::tokensOf(QStringLiteral("größe = größe + λ # 字 éè\n"), 3);
        else
            tokens += test::baseCompletion() + QVector<ViewToken>{test::tokenOf("\n\n")};
    }
    tokens.resize(count);
    return tokens;
}

void stream(const char *name, const QString &kind, TokenView::Mode mode, bool wraps)
{
    constexpr int panes = 4;
    constexpr int perFrame = 2000 / 30;
    const QVector<ViewToken> tokens = manyTokens(kind, 10000);
    QWidget window;
    window.resize(1440, 700);
    std::vector<TokenView *> views;
    for (int pane = 0; pane < panes; ++pane) {
        views.push_back(new TokenView(&window));
        views.back()->setGeometry(pane * 360, 0, 356, 700);
        views.back()->setMode(mode);
        views.back()->setWrapping(wraps);
        views.back()->setLive(true);
    }
    window.show();
    QApplication::processEvents();
    Frames frames;
    QImage screen(356, 700, QImage::Format_RGB32);
    for (int at = 0; at < tokens.size(); at += perFrame) {
        const QVector<ViewToken> batch = tokens.mid(at, perFrame);
        Stopwatch timer;
        timer.start();
        for (TokenView *view : views) {
            // In two halves: the client tells twice between two frames.
            view->appendTokens(batch.mid(0, batch.size() / 2));
            view->appendTokens(batch.mid(batch.size() / 2));
            view->viewport()->render(&screen);
        }
        frames.milliseconds.push_back(timer.milliseconds());
    }
    frames.print(name);
    Frames resized;
    for (int width = 300; width < 360; ++width) {
        Stopwatch timer;
        timer.start();
        for (TokenView *view : views) {
            view->resize(width, 700);
            view->viewport()->render(&screen);
        }
        resized.milliseconds.push_back(timer.milliseconds());
    }
    const QByteArray title = QByteArray(name) + ", 4 panes resized";
    resized.print(title.constData());
}

void editPrompt()
{
    QString text;
    for (int line = 0; line < 10000; ++line)
        text += QStringLiteral("    value_%1 = compute(%1, \"text\")  # comment\n").arg(line);
    PromptEditor editor;
    editor.resize(700, 400);
    editor.show();
    Stopwatch timer;
    timer.start();
    editor.setText(text);
    Frames opened;
    opened.milliseconds.push_back(timer.milliseconds());
    opened.print("prompt of 10000 lines set");
    Frames keys;
    QTextCursor cursor(editor.document());
    cursor.setPosition(static_cast<int>(text.size() / 2));
    editor.setTextCursor(cursor);
    for (int key = 0; key < 200; ++key) {
        timer.start();
        editor.insertPlainText(key % 40 == 39 ? QStringLiteral("\n") : QStringLiteral("x"));
        QApplication::processEvents();
        keys.milliseconds.push_back(timer.milliseconds());
    }
    keys.print("key in a prompt of 10000 lines");
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    Theme::instance().apply(application);
    stream("code, tints, wrapping", QStringLiteral("code"), TokenView::Mode::Tokens, true);
    stream("code, highlighted", QStringLiteral("code"), TokenView::Mode::Code, true);
    stream("code, scrolling", QStringLiteral("code"), TokenView::Mode::Tokens, false);
    stream("unicode, tints, wrapping", QStringLiteral("unicode"), TokenView::Mode::Tokens, true);
    stream("one line, wrapping", QStringLiteral("one line"), TokenView::Mode::Tokens, true);
    stream("one line, scrolling", QStringLiteral("one line"), TokenView::Mode::Tokens, false);
    editPrompt();
    return 0;
}
