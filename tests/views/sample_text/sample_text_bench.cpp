// SPDX-License-Identifier: GPL-3.0-or-later
// phi1_sample_text_bench [FILE]: what reading costs the window's thread: a text of 1 MB is scrolled
// and its window resized, one of 100 MB in a single line is opened. FILE is repeated up to those
// sizes; without one the text is made up. Writes one line of JSON per case: milliseconds of
// processor time of a frame in the middle, at 99 % and at worst.
#include <algorithm>
#include <cstdio>
#include <vector>

#include <QApplication>
#include <QFile>
#include <QImage>
#include <QScrollBar>

#include "tests/views/support/frame_bench.h"
#include "views/sample_text/sample_text_view.h"
#include "views/theme/theme.h"

namespace {

using namespace phi1;

struct Frames {
    std::vector<double> milliseconds;

    template<typename Function>
    void add(Function function)
    {
        const double start = test::threadMilliseconds();
        function();
        milliseconds.push_back(test::threadMilliseconds() - start);
    }
    void print(const QByteArray &name)
    {
        std::sort(milliseconds.begin(), milliseconds.end());
        const auto at = [&](double share) {
            return milliseconds[static_cast<std::size_t>(
                share * static_cast<double>(milliseconds.size() - 1))];
        };
        std::printf("{\"case\":\"%s\",\"frames\":%zu,\"p50_ms\":%.2f,\"p99_ms\":%.2f,"
                    "\"worst_ms\":%.2f}\n",
                    name.constData(), milliseconds.size(), at(0.5), at(0.99), at(1));
        std::fflush(stdout);
    }
};

QByteArray madeUp(qsizetype size)
{
    QByteArray text;
    for (int chapter = 0; text.size() < size; ++chapter) {
        text += "## Chapter " + QByteArray::number(chapter) +
                "\n\nA recursive function calls itself on a smaller piece of the same problem. A "
                "folder holds files and other folders, so \"add up the sizes in a folder\" "
                "contains the same question again for each folder inside it.\n\n```python\n"
                "from pathlib import Path\n\n\ndef total_size(path):\n    \"\"\"Return the size in "
                "bytes of a file or of a whole folder.\"\"\"\n    if path.is_file():\n        "
                "return path.stat().st_size  # the base case\n    return sum(total_size(child) "
                "for child in path.iterdir())\n```\n\n";
    }
    text.resize(size);
    return text;
}

SampleLossMap lossesOf(const QByteArray &text)
{
    SampleLossMap map;
    for (qsizetype at = 0; at < text.size();) {
        map.tokens.begins.append(at);
        map.tokens.ids.append(static_cast<qint32>(at % 50257));
        map.loss.append(static_cast<float>(at * 37 % 900) / 100);
        at += 1 + at * 7 % 6;
    }
    map.tokens.begins.append(text.size());
    return map;
}

void scroll(SampleTextView &view, const QByteArray &name, int step)
{
    QImage screen(view.viewport()->size(), QImage::Format_RGB32);
    QScrollBar *bar = view.verticalScrollBar();
    Frames frames;
    int direction = 1;
    for (int i = 0; i < 600; ++i) {
        frames.add([&] {
            if (bar->value() + direction * step > bar->maximum() ||
                bar->value() + direction * step < 0)
                direction = -direction;
            bar->setValue(bar->value() + direction * step);
            view.viewport()->render(&screen);
            QApplication::processEvents();
        });
    }
    frames.print(name);
}

void resize(SampleTextView &view, const QByteArray &name)
{
    Frames frames;
    QImage screen(1600, 1200, QImage::Format_RGB32);
    for (int i = 0; i < 240; ++i) {
        frames.add([&] {
            view.resize(500 + (i % 120) * 6, 800);
            view.viewport()->render(&screen);
            QApplication::processEvents();
        });
    }
    frames.print(name);
    view.resize(700, 800);
    QApplication::processEvents();
}

void read(const QByteArray &text, const QByteArray &kind)
{
    SampleTextView view;
    view.resize(700, 800);
    view.show();
    QApplication::processEvents();
    Frames opened;
    opened.add([&] {
        view.setText(text);
        QImage screen(view.viewport()->size(), QImage::Format_RGB32);
        view.viewport()->render(&screen);
    });
    opened.print(kind + ", opened");
    Frames settled;
    for (int i = 0; i < 400; ++i)
        settled.add([] { QApplication::processEvents(); });
    settled.print(kind + ", until it is looked through");
    scroll(view, kind + ", scrolled by 60 pixels", 60);
    scroll(view, kind + ", scrolled by pages", 760);
    scroll(view, kind + ", dragged far", 76'543);
    resize(view, kind + ", resized");
    view.setWrapping(false);
    scroll(view, kind + ", not wrapped, scrolled by 60 pixels", 60);
    view.setWrapping(true);
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    Theme::instance().apply(application);
    QByteArray source = madeUp(1 << 20);
    if (argc > 1) {
        QFile file(QString::fromLocal8Bit(argv[1]));
        if (!file.open(QIODevice::ReadOnly)) {
            std::fprintf(stderr, "cannot read %s\n", argv[1]);
            return 1;
        }
        source = file.readAll();
        while (source.size() < (1 << 20))
            source += source;
        source.resize(1 << 20);
    }
    read(source, "1 MB");
    SampleTextView view;
    view.resize(700, 800);
    view.show();
    view.setText(source);
    view.setLoss(lossesOf(source));
    view.setTint(SampleTextView::Tint::Loss);
    scroll(view, "1 MB with losses, scrolled by 60 pixels", 60);
    resize(view, "1 MB with losses, resized");
    view.setText(source);
    view.setWhitespaceShown(true);
    scroll(view, "1 MB with whitespace, scrolled by 60 pixels", 60);
    QByteArray line = source.repeated(96);
    line.replace('\n', ' ');
    read(line, "100 MB in one line");
    read(source.repeated(96), "100 MB of lines");
    read(QByteArray("größe 字 ").repeated(8 << 20), "100 MB in one line of other scripts");
    return 0;
}
