// SPDX-License-Identifier: GPL-3.0-or-later
// Every file that the page of attention can write, asked for as people do and read back.
#include <cmath>
#include <cstring>

#include <QApplication>
#include <QComboBox>
#include <QFileDialog>
#include <QImage>
#include <QJsonArray>
#include <QLineEdit>
#include <QSet>
#include <QXmlStreamReader>

#include "core/attention/array_file.h"
#include "tests/views/attention/attention_fixture.h"
#include "views/attention/attention_figures.h"
#include "views/attention/export_popup.h"
#include "views/attention_maps/head_matrix_view.h"
#include "views/attention_text/attention_text_view.h"
#include "views/state/attention_ablation.h"
#include "views/state/attention_lens.h"
#include "views/state/attention_series.h"
#include "views/state/head_score_model.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/segmented_choice.h"
#include "views/widgets/toast_host.h"
#include "views/widgets/widget_accessibility.h"

using namespace phi1;
using namespace phi1::test;
using namespace Qt::StringLiterals;

namespace {

ActionButton *buttonNamed(QWidget *parent, const QString &text)
{
    for (ActionButton *button : parent->findChildren<ActionButton *>())
        if (button->isVisible() && button->text() == text)
            return button;
    return nullptr;
}

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

struct Array {
    QVector<int> shape;
    std::vector<float> values;
    bool operator==(const Array &) const = default;
};

/// A .npy of version 1.0 with 32-bit numbers; anything else is an array without a shape.
Array npyOf(const QByteArray &file)
{
    Array array;
    if (!file.startsWith(QByteArray("\x93NUMPY\x01\x00", 8)) || file.size() < 10)
        return array;
    const qsizetype length = static_cast<quint8>(file[8]) + 256 * static_cast<quint8>(file[9]);
    const QByteArray header = file.mid(10, length);
    if ((10 + length) % 64 != 0 || !header.contains("'descr': '<f4'") ||
        !header.contains("'fortran_order': False") || !header.endsWith('\n'))
        return array;
    const qsizetype open = header.indexOf('(');
    qsizetype elements = 1;
    for (const QByteArray &size : header.mid(open + 1, header.indexOf(')') - open - 1).split(',')) {
        if (size.trimmed().isEmpty())
            continue;
        array.shape << size.trimmed().toInt();
        elements *= array.shape.last();
    }
    const QByteArray data = file.mid(10 + length);
    if (data.size() != elements * 4)
        return {};
    array.values.resize(static_cast<std::size_t>(elements));
    std::memcpy(array.values.data(), data.data(), static_cast<std::size_t>(data.size()));
    return array;
}

/// An array of a .safetensors file; one that is not there has no shape.
Array arrayOf(const QByteArray &file, const char *name)
{
    Array array;
    const auto read = readSafetensors(std::string_view(file.data(), std::size_t(file.size())), "");
    if (!read || !read->arrays.contains(name))
        return array;
    const ArrayView &view = read->arrays.find(name)->second;
    for (const std::int64_t size : view.shape)
        array.shape << static_cast<int>(size);
    array.values = view.floats();
    return array;
}

Array expectedMap(const HeadMap &map)
{
    return {{map.tokens(), map.tokens()}, {map.values().begin(), map.values().end()}};
}

/// Equal, or none of both a number.
bool same(float a, float b)
{
    return a == b || (std::isnan(a) && std::isnan(b));
}

bool same(const Array &a, const Array &b)
{
    return a.shape == b.shape && a.values.size() == b.values.size() &&
           std::equal(a.values.begin(), a.values.end(), b.values.begin(),
                      [](float x, float y) { return same(x, y); });
}

float numberOf(const QString &cell)
{
    return cell.isEmpty() || cell == u"nan"_s ? NAN : cell.toFloat();
}

float numberOf(const QJsonValue &value)
{
    return value.isDouble() ? static_cast<float>(value.toDouble()) : NAN;
}

/// RFC 4180.
QVector<QStringList> csvOf(const QByteArray &file)
{
    QVector<QStringList> lines;
    QString cell;
    QStringList line;
    bool quoted = false;
    const QString text = QString::fromUtf8(file);
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar letter = text[i];
        if (quoted && letter == u'"' && i + 1 < text.size() && text[i + 1] == u'"') {
            cell += text[++i];
        } else if (letter == u'"') {
            quoted = !quoted;
        } else if (!quoted && (letter == u',' || letter == u'\n')) {
            line << std::exchange(cell, QString());
            if (letter == u'\n')
                lines << std::exchange(line, QStringList());
        } else {
            cell += letter;
        }
    }
    return lines;
}

QJsonObject jsonOf(const QByteArray &file)
{
    return QJsonDocument::fromJson(file).object();
}

} // namespace

class tst_AttentionExport : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        m_fixture = std::make_unique<AttentionFixture>();
        m_fixture->addPaperRuns({}, 3);
        m_fixture->open();
        QVERIFY(m_fixture->isReady());
        AttentionSession &attention = m_fixture->attention();
        attention.setCheckpoint(AttentionSide::First, m_fixture->base);
        attention.setCheckpoint(AttentionSide::Second, m_fixture->finetuned);
        attention.selectHead({1, 2});
        QVERIFY(m_fixture->isReady());
        QTRY_VERIFY(!attention.map(AttentionSide::Difference).isNull());
        QTRY_VERIFY(m_fixture->part<HeadMatrixView>()->isReady());
        QTRY_COMPARE(attention.thumbnailsReady(AttentionSide::First), 16);
        QTRY_COMPARE(attention.scores().measured(attentionScoreIndex(u"sink"_s)), 16);
        QTRY_COMPARE(attention.scores().measured(attentionScoreIndex(u"change"_s)), 16);
        m_fixture->action("along")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(attention.series().done(), 3, 20000);
        m_fixture->action("lens")->trigger();
        QTRY_COMPARE(attention.lens().layers().size(), 5);
        m_fixture->action("rollout")->trigger();
        QTRY_COMPARE(attention.lens().rolloutLayers(), 4);
        m_fixture->action("switch-off")->trigger();
        QTRY_VERIFY(attention.ablation().arm(AttentionAblation::Ablated).hasDistribution);
        QTRY_VERIFY(attention.ablation().arm(AttentionAblation::Untouched).hasDistribution);
    }
    void cleanupTestCase() { m_fixture.reset(); }

    void pictures_data()
    {
        QTest::addColumn<int>("what");
        QTest::addColumn<QSize>("size");
        QTest::newRow("map") << static_cast<int>(AttentionExport::MapPicture) << QSize(1600, 1400);
        QTest::newRow("grid") << static_cast<int>(AttentionExport::GridPicture)
                              << QSize(2400, 1800);
    }
    void pictures()
    {
        QFETCH(int, what);
        QFETCH(QSize, size);
        const auto thing = static_cast<AttentionExport>(what);
        const QImage image = QImage::fromData(exported(thing, u"png"_s), "PNG");
        QCOMPARE(image.size(), size);
        QSet<QRgb> colours;
        for (int y = 0; y < image.height(); y += 5)
            for (int x = 0; x < image.width(); x += 5)
                colours.insert(image.pixel(x, y));
        QVERIFY(colours.size() > 16);
        checkSettingsBeside();

        const QByteArray svg = exported(thing, u"svg"_s);
        QXmlStreamReader reader(svg);
        QVERIFY(reader.readNextStartElement());
        QCOMPARE(reader.name(), u"svg"_s);
        while (!reader.atEnd())
            reader.readNext();
        QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
        checkSettingsBeside();

        const QByteArray pdf = exported(thing, u"pdf"_s);
        QVERIFY(pdf.startsWith("%PDF-1."));
        QVERIFY(pdf.trimmed().endsWith("%%EOF"));
        checkSettingsBeside();
    }

    void theMap()
    {
        const Array expected = expectedMap(attention().map(AttentionSide::First));
        QVERIFY(expected.shape[0] > 8);
        QVERIFY(npyOf(exported(AttentionExport::Map, u"npy"_s)) == expected);
        checkSettingsBeside();
        const QByteArray file = exported(AttentionExport::Map, u"safetensors"_s);
        QVERIFY(arrayOf(file, "map") == expected);
        checkProvenance(file);
        QVERIFY(!QFile::exists(settingsPath(m_path)));
    }

    void theDifference()
    {
        const QByteArray file = exported(AttentionExport::Difference, u"safetensors"_s);
        QVERIFY(arrayOf(file, "map") == expectedMap(attention().map(AttentionSide::First)));
        QVERIFY(arrayOf(file, "second") == expectedMap(attention().map(AttentionSide::Second)));
        QVERIFY(arrayOf(file, "difference") ==
                expectedMap(attention().map(AttentionSide::Difference)));
        checkProvenance(file);
    }

    void theThumbnails()
    {
        Array expected;
        for (int head = 0; head < 16; ++head) {
            const HeadThumbnail *one =
                attention().thumbnail(AttentionSide::First, {head / 4, head % 4});
            QVERIFY(one);
            expected.shape = {4, 4, one->cells, one->cells};
            for (int row = 0; row < one->cells; ++row)
                for (int column = 0; column < one->cells; ++column)
                    expected.values.push_back(one->value(row, column));
        }
        QVERIFY(npyOf(exported(AttentionExport::Thumbnails, u"npy"_s)) == expected);
        checkSettingsBeside();
        const QByteArray file = exported(AttentionExport::Thumbnails, u"safetensors"_s);
        QVERIFY(arrayOf(file, "thumbnails") == expected);
        checkProvenance(file);
    }

    void theScores()
    {
        const auto scores = static_cast<int>(attentionScores().size());
        Array expected{{4, 4, scores}, {}};
        for (int head = 0; head < 16; ++head)
            for (int score = 0; score < scores; ++score)
                expected.values.push_back(attention().scores().value({head / 4, head % 4}, score));
        QVERIFY(same(npyOf(exported(AttentionExport::Scores, u"npy"_s)), expected));
        checkSettingsBeside();
        const QByteArray file = exported(AttentionExport::Scores, u"safetensors"_s);
        QVERIFY(same(arrayOf(file, "scores"), expected));
        checkProvenance(file);

        const auto lines = csvOf(exported(AttentionExport::Scores, u"csv"_s));
        checkSettingsBeside();
        QCOMPARE(lines.size(), 17);
        QCOMPARE(lines.first().size(), scores + 2);
        const QJsonArray rows =
            jsonOf(exported(AttentionExport::Scores, u"json"_s))[u"scores"].toArray();
        QCOMPARE(rows.size(), 16);
        for (int head = 0; head < 16; ++head) {
            const QStringList &line = lines[head + 1];
            QCOMPARE(line[0].toInt(), head / 4);
            QCOMPARE(line[1].toInt(), head % 4);
            QCOMPARE(rows[head][u"layer"].toInt(), head / 4);
            QCOMPARE(rows[head][u"head"].toInt(), head % 4);
            for (int score = 0; score < scores; ++score) {
                const float value = expected.values[std::size_t(head * scores + score)];
                QCOMPARE(lines.first()[score + 2], attentionScores()[score].key);
                QVERIFY(same(numberOf(line[score + 2]), value));
                QVERIFY(same(numberOf(rows[head][attentionScores()[score].key]), value));
            }
        }
    }

    void theScoresAlongTheRun()
    {
        const auto scores = static_cast<int>(attentionScores().size());
        const AttentionSeries &series = attention().series();
        Array expected{{3, 4, 4, scores}, {}};
        for (int step = 0; step < 3; ++step)
            for (int head = 0; head < 16; ++head)
                for (int score = 0; score < scores; ++score)
                    expected.values.push_back(
                        static_cast<float>(series.values({head / 4, head % 4}, score).value(step)));
        QVERIFY(same(npyOf(exported(AttentionExport::Series, u"npy"_s)), expected));
        const QByteArray file = exported(AttentionExport::Series, u"safetensors"_s);
        QVERIFY(same(arrayOf(file, "scores"), expected));
        QCOMPARE(arrayOf(file, "steps").values, (std::vector<float>{24000, 48000, 72000}));
        const auto lines = csvOf(exported(AttentionExport::Series, u"csv"_s));
        QCOMPARE(lines.size(), 49);
        const QJsonArray rows =
            jsonOf(exported(AttentionExport::Series, u"json"_s))[u"scores"].toArray();
        QCOMPARE(rows.size(), 48);
        const int sink = attentionScoreIndex(u"sink"_s);
        for (int row = 0; row < 48; ++row) {
            QCOMPARE(lines[row + 1][0].toInt(), 24000 * (row / 16 + 1));
            QCOMPARE(rows[row][u"step"].toInt(), 24000 * (row / 16 + 1));
            const float value = expected.values[std::size_t(row * scores + sink)];
            QVERIFY(value > 0);
            QCOMPARE(numberOf(lines[row + 1][sink + 3]), value);
            QCOMPARE(numberOf(rows[row][u"sink"]), value);
        }
    }

    void theToken()
    {
        const HeadMap map = attention().map(AttentionSide::First);
        const int token = m_fixture->part<AttentionTextView>()->selectedAnchor();
        QVERIFY(token > 0);
        const auto lines = csvOf(exported(AttentionExport::Token, u"csv"_s));
        checkSettingsBeside();
        QCOMPARE(lines.size(), map.tokens() + 1);
        const QJsonObject object = jsonOf(exported(AttentionExport::Token, u"json"_s));
        QCOMPARE(object[u"token"].toInt(), token);
        checkFacts(object[u"settings"].toObject());
        for (int other = 0; other < map.tokens(); ++other) {
            const QStringList &line = lines[other + 1];
            QCOMPARE(line[2].toUtf8(), attention().tokens()[other].bytes);
            QCOMPARE(numberOf(line[3]), map.value(token, other));
            QCOMPARE(numberOf(line[4]), map.value(other, token));
            QCOMPARE(numberOf(object[u"looks_at"][other]), map.value(token, other));
            QCOMPARE(numberOf(object[u"looked_at_by"][other]), map.value(other, token));
        }
    }

    void lensRolloutAndAblation()
    {
        const AttentionLens &lens = attention().lens();
        const QJsonObject read = jsonOf(exported(AttentionExport::Lens, u"json"_s));
        QCOMPARE(read[u"position"].toInt(-1), lens.shownPosition(AttentionLens::Part::Lens));
        QCOMPARE(read[u"layers"].toArray().size(), 5);
        for (int layer = 0; layer < 5; ++layer) {
            QCOMPARE(read[u"layers"][layer][u"entropy_nats"].toDouble(), 5.0 - layer);
            QCOMPARE(read[u"layers"][layer][u"top"][0][u"logprob"].toDouble(), -0.5);
        }
        const QJsonObject shares = jsonOf(exported(AttentionExport::Rollout, u"json"_s));
        for (int layer = 0; layer < 4; ++layer) {
            const QVector<float> expected = lens.rollout(layer);
            const QJsonArray row = shares[u"rollout"][layer].toArray();
            QCOMPARE(row.size(), expected.size());
            for (int token = 0; token < expected.size(); ++token)
                QCOMPARE(numberOf(row[token]), expected[token]);
        }
        const QJsonObject effect = jsonOf(exported(AttentionExport::Ablation, u"json"_s));
        QCOMPARE(effect[u"heads"].toArray(), (QJsonArray{QJsonArray{1, 2}}));
        QCOMPARE(effect[u"mode"].toString(), u"zero"_s);
        const AblationArm &arm = attention().ablation().arm(AttentionAblation::Ablated);
        QCOMPARE(effect[u"ablated"][u"top"].toArray().size(), arm.top.size());
        QCOMPARE(effect[u"ablated"][u"top"][0][u"logprob"].toDouble(),
                 arm.top.first().logProbability);
        for (const QJsonObject &each : {read, shares, effect})
            checkFacts(each[u"settings"].toObject());
    }

    void whatCannotBeWrittenIsSaid()
    {
        const QString path = m_fixture->file(u"no such folder/map.png"_s);
        order(AttentionExport::MapPicture, u"png"_s, path);
        QTRY_COMPARE(toastTexts().filter(path).size(), 1);
        QVERIFY(toastTexts().filter(path).first().endsWith(u"choose another place."_s));
        QVERIFY(!exportButton()->isBusy());
        QVERIFY(exportButton()->isEnabled());
    }

private:
    AttentionSession &attention() const { return m_fixture->attention(); }
    ActionButton *exportButton() const { return buttonNamed(m_fixture->window.get(), u"Export"_s); }
    QStringList toastTexts() const
    {
        QStringList texts;
        for (const auto *host : m_fixture->window->findChildren<ToastHost *>())
            texts << host->texts();
        return texts;
    }

    /// By the button, its popup and the dialog of files.
    void order(AttentionExport what, const QString &format, const QString &path)
    {
        QTRY_VERIFY(exportButton() && exportButton()->isEnabled());
        QTest::mouseClick(exportButton(), Qt::LeftButton);
        QTRY_VERIFY(m_fixture->page()->findChild<ExportPopup *>());
        auto *popup = m_fixture->page()->findChild<ExportPopup *>();
        auto *things = popup->findChild<QComboBox *>();
        const int index = things->findData(static_cast<int>(what));
        QVERIFY(index >= 0);
        things->setCurrentIndex(index);
        popup->findChild<SegmentedChoice *>()->setCurrentData(format);
        QCOMPARE(popup->order().what, what);
        QCOMPARE(popup->order().format, format);
        QTest::mouseClick(buttonNamed(popup, u"Save…"_s), Qt::LeftButton);
        QTRY_VERIFY(m_fixture->page()->findChild<QFileDialog *>());
        auto *dialog = m_fixture->page()->findChild<QFileDialog *>();
        QVERIFY(dialog->selectedFiles().first().endsWith(u'.' + format));
        // The window's own path: a folder that is missing is only found while it is written.
        emit dialog->fileSelected(path);
        // Drawn elsewhere: nothing can have come back before the event loop runs.
        QVERIFY(exportButton()->isBusy());
        dialog->close();
        QTRY_VERIFY(!m_fixture->page()->findChild<QFileDialog *>());
        QTRY_VERIFY(!m_fixture->page()->findChild<ExportPopup *>());
        QTRY_VERIFY(!exportButton()->isBusy());
    }

    QByteArray exported(AttentionExport what, const QString &format)
    {
        m_path = m_fixture->file(u"out-%1.%2"_s.arg(static_cast<int>(what)).arg(format));
        order(what, format, m_path);
        return contents(m_path);
    }

    void checkSettingsBeside() const { checkFacts(jsonOf(contents(settingsPath(m_path)))); }

    void checkProvenance(const QByteArray &file) const
    {
        const auto read =
            readSafetensors(std::string_view(file.data(), std::size_t(file.size())), "");
        QVERIFY(read);
        checkFacts(jsonOf(QByteArray::fromStdString(read->metadata.at("provenance"))));
    }

    void checkFacts(const QJsonObject &facts) const
    {
        const QByteArray text = QJsonDocument(facts).toJson();
        QVERIFY2(text.contains(m_fixture->base.toUtf8()), text);
        QJsonArray ids;
        for (const AttentionToken &token : attention().tokens())
            ids.append(token.id);
        QVERIFY2(QJsonDocument(facts)
                     .toJson(QJsonDocument::Compact)
                     .contains(QJsonDocument(ids).toJson(QJsonDocument::Compact)),
                 text);
    }

    std::unique_ptr<AttentionFixture> m_fixture;
    QString m_path; ///< that was exported last
};

int main(int argc, char **argv)
{
    QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
    QApplication application(argc, argv);
    Theme::instance().apply(application);
    installWidgetAccessibility();
    tst_AttentionExport test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_attention_export.moc"
