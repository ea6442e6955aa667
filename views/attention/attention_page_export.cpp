// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures and numbers as files, each with what it depends on.
#include "views/attention/attention_page_p.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QFileInfo>
#include <QJsonDocument>

#include "views/attention/attention_figures.h"
#include "views/attention/export_popup.h"
#include "views/attention/grid_panel.h"
#include "views/attention/head_panel.h"
#include "views/attention/scores_panel.h"
#include "views/attention/text_panel.h"
#include "views/attention_maps/colour_bar.h"
#include "views/attention_maps/head_grid_view.h"
#include "views/attention_maps/map_picture.h"
#include "views/attention_text/attention_text_view.h"
#include "views/state/attention_ablation.h"
#include "views/state/attention_lens.h"
#include "views/state/attention_series.h"
#include "views/state/head_score_model.h"
#include "views/widgets/action_button.h"
#include "views/widgets/toast_host.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

QString stemOf(AttentionExport what, HeadKey head)
{
    const QString place =
        head.isValid() ? u"layer-%1-head-%2"_s.arg(head.layer).arg(head.head) : u"head"_s;
    switch (what) {
    case AttentionExport::MapPicture:
    case AttentionExport::Map:
        return place;
    case AttentionExport::GridPicture:
        return u"heads"_s;
    case AttentionExport::Difference:
        return place + u"-difference"_s;
    case AttentionExport::Token:
        return place + u"-token"_s;
    case AttentionExport::Thumbnails:
        return u"thumbnails"_s;
    case AttentionExport::Scores:
        return u"scores"_s;
    case AttentionExport::Series:
        return u"scores-along-run"_s;
    case AttentionExport::Lens:
        return u"logit-lens"_s;
    case AttentionExport::Rollout:
        return u"rollout"_s;
    case AttentionExport::Ablation:
        return u"switched-off"_s;
    }
    return u"attention"_s;
}

PictureFormat pictureFormat(const QString &format)
{
    return format == u"svg"_s   ? PictureFormat::Svg
           : format == u"pdf"_s ? PictureFormat::Pdf
                                : PictureFormat::Png;
}

} // namespace

void AttentionPage::Private::openExport(QWidget *button)
{
    const bool probes = showsProbes();
    QVector<AttentionExport> possible;
    if (!m_shownMaps.isEmpty())
        possible << AttentionExport::MapPicture;
    if (m_shownLayers > 0)
        possible << AttentionExport::GridPicture;
    const HeadMap map = shownMap();
    if (!probes) {
        if (!session->map(AttentionSide::First).isNull())
            possible << AttentionExport::Map;
        if (!session->map(AttentionSide::Difference).isNull())
            possible << AttentionExport::Difference;
    }
    if (!map.isNull() && m_text->text()->selectedAnchor() >= 0)
        possible << AttentionExport::Token;
    if (!probes && m_shownLayers > 0)
        possible << AttentionExport::Thumbnails << AttentionExport::Scores;
    if (session->series().done() > 0)
        possible << AttentionExport::Series;
    if (!session->lens().layers().isEmpty())
        possible << AttentionExport::Lens;
    if (session->lens().rolloutLayers() > 0)
        possible << AttentionExport::Rollout;
    if (session->ablation().arm(AttentionAblation::Ablated).hasDistribution)
        possible << AttentionExport::Ablation;
    if (possible.isEmpty()) {
        context.showResult(tr("Nothing was captured yet"));
        return;
    }
    AttentionExport first = AttentionExport::MapPicture;
    if (m_grid->isAncestorOf(button))
        first = AttentionExport::GridPicture;
    else if (m_scores->isAncestorOf(button))
        first = m_scores->showsCurves() ? AttentionExport::Series : AttentionExport::Scores;
    else if (m_text->isAncestorOf(button))
        first = m_text->tab() == TextPanel::Tab::Lens       ? AttentionExport::Lens
                : m_text->tab() == TextPanel::Tab::Rollout  ? AttentionExport::Rollout
                : m_text->tab() == TextPanel::Tab::Ablation ? AttentionExport::Ablation
                                                            : AttentionExport::Token;
    auto *popup = new ExportPopup(possible, first, m_head->title(), &page);
    connect(popup, &ExportPopup::accepted, this, &Private::askForFile);
    popup->openBelow(button);
}

void AttentionPage::Private::askForFile(const AttentionExportOrder &order)
{
    auto *dialog = new QFileDialog(&page, tr("Export"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(order.format);
    dialog->selectFile(stemOf(order.what, shownSelection().head) + u'.' + order.format);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, order](const QString &path) { exportTo(order, path); });
    dialog->open();
}

void AttentionPage::Private::exportTo(const AttentionExportOrder &order, const QString &path)
{
    if (order.isPicture()) {
        exportPicture(order, path);
        return;
    }
    using Export = AttentionSession::Export;
    const auto request = [&](Export what) {
        m_exports.insert(session->requestExport(what, order.format), {order, path});
        showExporting();
    };
    const auto object = [&](const QJsonObject &numbers) {
        writeExport(order, path, [numbers, settings = settingsOf(order)] {
            QJsonObject whole = numbers;
            whole.insert(u"settings"_s, settings);
            return QJsonDocument(whole).toJson();
        });
    };
    switch (order.what) {
    case AttentionExport::Map:
        request(Export::Map);
        break;
    case AttentionExport::Difference:
        request(Export::Difference);
        break;
    case AttentionExport::Thumbnails:
        request(Export::Thumbnails);
        break;
    case AttentionExport::Scores:
        request(Export::Scores);
        break;
    case AttentionExport::Series:
        request(Export::Series);
        break;
    case AttentionExport::Token: {
        const int token = m_text->text()->selectedAnchor();
        if (order.format == u"csv"_s)
            writeExport(order, path, [map = shownMap(), tokens = shownTokens(), token] {
                return tokenCsv(map, tokens, token);
            });
        else
            object(tokenJson(shownMap(), shownTokens(), token));
        break;
    }
    case AttentionExport::Lens:
        object(lensJson(session->lens()));
        break;
    case AttentionExport::Rollout:
        object(rolloutJson(session->lens()));
        break;
    case AttentionExport::Ablation:
        object(ablationJson(session->ablation()));
        break;
    case AttentionExport::MapPicture:
    case AttentionExport::GridPicture:
        break;
    }
}

QJsonObject AttentionPage::Private::settingsOf(const AttentionExportOrder &order) const
{
    return exportSettings(session->provenance(), m_look, stemOf(order.what, shownSelection().head));
}

PictureLook AttentionPage::Private::pictureLook(const AttentionExportOrder &order) const
{
    PictureLook look;
    look.title = order.title;
    QStringList facts{checkpointName(AttentionSide::First)};
    if (!session->prompt().title.isEmpty())
        facts << session->prompt().title;
    facts.removeAll(QString());
    look.subtitle = facts.join(u" · "_s);
    look.barTitle = m_head->bar()->title();
    look.differenceBarTitle = m_head->differenceBar()->title();
    look.scale = m_head->bar()->scale();
    look.differenceScale = m_head->differenceBar()->scale();
    look.pooling = m_look.mapPooling();
    look.size = order.size;
    look.tokenLabels = order.labels;
    look.sums = order.sums;
    look.withoutFirst = !showsProbes() && session->isWithoutFirst();
    return look;
}

void AttentionPage::Private::exportPicture(const AttentionExportOrder &order, const QString &path)
{
    PictureLook look = pictureLook(order);
    const PictureFormat format = pictureFormat(order.format);
    const QByteArray settings = QJsonDocument(settingsOf(order)).toJson();
    if (order.what == AttentionExport::MapPicture) {
        m_worker.write(
            path,
            [maps = m_shownMaps, tokens = shownTokens(), look, format](const QString &place) {
                return writeMapPicture(maps, tokens, look, place, format);
            },
            settings);
        return;
    }
    GridPicture grid;
    grid.layers = m_shownLayers;
    grid.heads = m_shownHeads;
    if (m_grid->sortedScore() >= 0)
        grid.order = shownScores().ranked(m_grid->sortedScore());
    for (int layer = 0; layer < grid.layers; ++layer)
        for (int head = 0; head < grid.heads; ++head)
            grid.thumbnails.append(thumbnail({layer, head}));
    look.scale = m_grid->grid()->scale();
    look.title = tr("All heads");
    m_worker.write(
        path,
        [grid, look, format](const QString &place) {
            return writeGridPicture(grid, look, place, format);
        },
        settings);
}

void AttentionPage::Private::writeExport(const AttentionExportOrder &order, const QString &path,
                                         const ExportWorker::Bytes &bytes)
{
    const bool keepsSettings = order.format == u"safetensors"_s || order.format == u"json"_s;
    m_worker.writeBytes(path, bytes,
                        keepsSettings ? QByteArray() : QJsonDocument(settingsOf(order)).toJson());
}

void AttentionPage::Private::connectWorker()
{
    connect(session.get(), &AttentionSession::exported, this, &Private::takeExport);
    connect(session.get(), &AttentionSession::exportFailed, this, [this](quint64 request) {
        m_exports.remove(request);
        showExporting();
    });
    connect(&m_worker, &ExportWorker::busyChanged, this, &Private::showExporting);
    connect(&m_worker, &ExportWorker::written, this, [this](const QString &path, bool hasSettings) {
        const QString name = QFileInfo(path).fileName();
        context.showResult(hasSettings ? tr("Exported %1, with its settings beside it").arg(name)
                                       : tr("Exported %1").arg(name));
    });
    connect(&m_worker, &ExportWorker::failed, this, [this](const QString &sentence) {
        context.toasts.show(sentence, {}, {}, ToastHost::Kind::Error);
    });
    connect(&m_worker, &ExportWorker::drawn, this, [this](const QImage &image) {
        if (image.isNull())
            return;
        QApplication::clipboard()->setImage(image);
        context.showResult(tr("Copied the map as a picture"));
    });
}

void AttentionPage::Private::showExporting()
{
    if (m_exportButton && m_exportButton->isBusy() != (m_worker.isBusy() || !m_exports.isEmpty()))
        m_exportButton->setBusy(!m_exportButton->isBusy());
    updateActions();
}

void AttentionPage::Private::takeExport(quint64 request, const QByteArray &bytes)
{
    const auto found = m_exports.constFind(request);
    if (found == m_exports.constEnd())
        return;
    const PendingExport pending = *found;
    m_exports.erase(found);
    writeExport(pending.order, pending.path, [bytes] { return bytes; });
}

void AttentionPage::Private::copyMap()
{
    if (m_shownMaps.isEmpty())
        return;
    AttentionExportOrder order;
    order.title = m_head->title();
    m_worker.draw([maps = m_shownMaps, tokens = shownTokens(), look = pictureLook(order)] {
        return mapImage(maps, tokens, look);
    });
}

} // namespace phi1
