// SPDX-License-Identifier: GPL-3.0-or-later
// Renders all widgets of the window into pictures, in both themes, to look at them:
//   QT_QPA_PLATFORM=offscreen build/dev/tests/phi1_gallery FOLDER [SCALE]
// leaves FOLDER/light-1.png and so on, SCALE times the base size, and one picture of each part of
// the page that compares, FOLDER/compare-card-light.png, and of the views of attention maps.
#include "tests/views/attention_maps/sample_attention_maps.h"
#include "tests/views/compare/sample_compare_widgets.h"
#include "tests/views/widgets/sample_widgets.h"
#include "views/theme/theme.h"

#include <QApplication>
#include <QDir>
#include <QPainter>

#include <cstdio>
#include <memory>
#include <utility>

using namespace phi1;

static constexpr qsizetype perSheet = 7;

static QPixmap column(const QVector<test::Sample> &samples)
{
    QVector<QPixmap> pictures;
    QSize size;
    for (const test::Sample &sample : samples) {
        std::unique_ptr<QWidget> widget(sample.make());
        test::fit(*widget);
        pictures.append(widget->grab());
        size = QSize(std::max(size.width(), pictures.last().width()),
                     size.height() + pictures.last().height() + 8);
    }
    QPixmap all(size);
    all.fill(Theme::instance().color(Theme::Token::Window));
    QPainter painter(&all);
    int y = 0;
    for (const QPixmap &picture : pictures) {
        painter.drawPixmap(0, y, picture);
        y += picture.height() + 8;
    }
    return all;
}

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    if (argc < 2) {
        std::fputs("usage: phi1_gallery FOLDER [SCALE]\n", stderr);
        return 2;
    }
    Theme &theme = Theme::instance();
    theme.apply(application);
    if (argc > 2)
        theme.setInterfaceScale(QByteArray(argv[2]).toDouble());
    QDir().mkpath(QString::fromLocal8Bit(argv[1]));
    const QDir folder(QString::fromLocal8Bit(argv[1]));
    for (const bool dark : {false, true}) {
        theme.setMode(dark ? Theme::Mode::Dark : Theme::Mode::Light);
        const QString name = dark ? QStringLiteral("dark") : QStringLiteral("light");
        // Sheets that a viewer shows without shrinking them.
        const QVector<test::Sample> samples = test::sampleWidgets();
        for (qsizetype first = 0, sheet = 1; first < samples.size(); first += perSheet, ++sheet) {
            const QString file = name + u'-' + QString::number(sheet) + QStringLiteral(".png");
            if (!column(samples.mid(first, perSheet)).save(folder.filePath(file)))
                return 1;
        }
        const std::pair<QString, QVector<test::Sample>> parts[] = {
            {QStringLiteral("compare-"), test::sampleCompareWidgets()},
            {QStringLiteral("attention-"), test::sampleAttentionMaps()}};
        for (const auto &[prefix, group] : parts) {
            for (const test::Sample &sample : group) {
                const std::unique_ptr<QWidget> widget(sample.make());
                widget->ensurePolished();
                const QString file = prefix + sample.name + u'-' + name + QStringLiteral(".png");
                if (!widget->grab().save(folder.filePath(file)))
                    return 1;
            }
        }
    }
    return 0;
}
